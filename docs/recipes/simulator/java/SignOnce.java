import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * 用 Java 标准库（17 或更新，不需要别的包）对着模拟器走一遍签约：预签约、用户签约、收通知、查询，每一步都验签。
 * A signing against the simulator with Java's standard library alone: pre-sign, the user signs, the notification, the query; every
 * signature is verified.
 *
 * 运行 Run it:
 *   wechatpay-simulator --print-env export > simulator.env.sh &     # 等文件里有内容 / until the file is filled
 *   . ./simulator.env.sh && java SignOnce.java
 */
public final class SignOnce {
  private static final String PRE_SIGN =
      "/v3/password-exempt-contract/contracts/service-provider/pre-entrust-sign/mini-program";

  // 都来自 --print-env；换成真实商户的值，除了 _simulator 的那一步都不用改。All from --print-env.
  private final String baseUrl = setting("WECHATPAY_BASE_URL");
  private final String mchid = setting("WECHATPAY_MCHID");
  private final String merchantSerial = setting("WECHATPAY_MERCHANT_SERIAL");
  private final PrivateKey merchantKey = privateKey(setting("WECHATPAY_MERCHANT_PRIVATE_KEY"));
  private final String platformSerial = setting("WECHATPAY_PUBLIC_KEY_ID");
  private final PublicKey platformKey = publicKey(setting("WECHATPAY_PUBLIC_KEY"));
  private final byte[] apiV3Key = setting("WECHATPAY_APIV3_KEY").getBytes(StandardCharsets.UTF_8);
  private final String serviceId = setting("SERVICE_ID");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(2)).build();
  private final SecureRandom random = new SecureRandom();
  private final BlockingQueue<String> notifications = new LinkedBlockingQueue<>();

  private SignOnce() throws GeneralSecurityException {}

  public static void main(String[] args) throws Exception {
    new SignOnce().run();
  }

  private void run() throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/notifications/wechatpay", this::receive);
    server.start();
    try {
      String notifyUrl = "http://127.0.0.1:" + server.getAddress().getPort() + "/notifications/wechatpay";
      String code = "J" + randomHex(12);
      String contract =
          "/v3/password-exempt-contract/contracts/service-id/" + serviceId + "/out-contract-code/" + code;

      String body =
          """
          {"sp_appid": "%s", "sub_mchid": "%s", "sub_appid": "%s", "sub_openid": "%s", "service_id": %s,
           "out_contract_code": "%s", "notify_url": "%s", "contract_display_account": "微信用户"}"""
              .formatted(
                  setting("SP_APPID"), setting("SUB_MCHID"), setting("SUB_APPID"), "oJavaUser000000000000000000",
                  serviceId, code, notifyUrl);
      String preSigned = call("POST", PRE_SIGN, body);
      say("预签约成功，应答验签通过", "pre-signed", field(preSigned, "pre_entrustweb_id"));

      asTheUser("/contracts/" + code + "/sign");
      // 签名不对的通知已被拒绝，微信支付会重发。What was wrongly signed was refused: it is sent again.
      String resource = notifications.poll(60, TimeUnit.SECONDS);
      if (resource == null) throw new IllegalStateException("60 秒内没有收到通知 no notification within 60 s");
      check(field(resource, "out_contract_code").equals(code), "通知的签约号 the code of the notification");
      check(field(resource, "contract_state").equals("SIGNED"), "通知的状态 the state of the notification");
      say("通知验签、解密通过", "notified", field(resource, "contract_id"));

      String found = call("GET", contract, "");
      check(field(found, "contract_state").equals("SIGNED"), "查询的状态 the state of the query");
      check(field(found, "contract_id").equals(field(resource, "contract_id")), "协议号 the contract id");
      say("查询结果与通知一致", "queried", field(found, "contract_state"));
    } finally {
      server.stop(0);
    }
  }

  /** 签名、发送、验签。Signs, sends, verifies. */
  private String call(String method, String path, String body) throws Exception {
    String timestamp = String.valueOf(System.currentTimeMillis() / 1000);
    String nonce = randomHex(16);
    Signature signer = Signature.getInstance("SHA256withRSA");
    signer.initSign(merchantKey);
    signer.update(lines(method, path, timestamp, nonce, body));
    String signature = Base64.getEncoder().encodeToString(signer.sign());
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(baseUrl + path))
            .timeout(Duration.ofSeconds(10))
            .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Authorization",
                "WECHATPAY2-SHA256-RSA2048 mchid=\"%s\",nonce_str=\"%s\",signature=\"%s\",timestamp=\"%s\",serial_no=\"%s\""
                    .formatted(mchid, nonce, signature, timestamp, merchantSerial))
            .header("Accept", "application/json")
            .header("Content-Type", "application/json")
            .header("User-Agent", "sign-once-java")
            // 应答和通知就用这把密钥签名。Answers and notifications are then signed with this key.
            .header("Wechatpay-Serial", platformSerial)
            .build();
    HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
    String text = new String(response.body(), StandardCharsets.UTF_8);
    if (response.statusCode() / 100 != 2) throw new IOException(response.statusCode() + " " + text);
    HttpHeaders headers = response.headers();
    verify(
        headers.firstValue("Wechatpay-Serial").orElse(""),
        headers.firstValue("Wechatpay-Timestamp").orElse(""),
        headers.firstValue("Wechatpay-Nonce").orElse(""),
        headers.firstValue("Wechatpay-Signature").orElse(""),
        text);
    return text;
  }

  /** 通知：先验签，再解密，最后应答 204；验不过的一律 401，什么也不做。Verify, decrypt, answer 204; else 401 and nothing else. */
  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      // 要验的是收到的原文，不能解析后再拼回去。The bytes as they came are what was signed.
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var headers = exchange.getRequestHeaders();
      try {
        verify(
            headers.getFirst("Wechatpay-Serial"),
            headers.getFirst("Wechatpay-Timestamp"),
            headers.getFirst("Wechatpay-Nonce"),
            headers.getFirst("Wechatpay-Signature"),
            body);
      } catch (GeneralSecurityException | RuntimeException error) {
        say("拒绝了一条通知", "refused a notification", error.getMessage());
        byte[] answer = "{\"code\": \"FAIL\", \"message\": \"signature\"}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(401, answer.length);
        exchange.getResponseBody().write(answer);
        return;
      }
      notifications.add(decrypt(body.substring(body.indexOf("\"resource\""))));
      exchange.sendResponseHeaders(204, -1);
    } catch (GeneralSecurityException error) {
      throw new IOException(error);
    }
  }

  private void verify(String serial, String timestamp, String nonce, String signature, String body)
      throws GeneralSecurityException {
    if (!platformSerial.equals(serial)) throw new GeneralSecurityException("unknown key " + serial);
    long age = Math.abs(System.currentTimeMillis() / 1000 - Long.parseLong(timestamp));
    if (age > 300) throw new GeneralSecurityException("stale by " + age + " s");
    Signature verifier = Signature.getInstance("SHA256withRSA");
    verifier.initVerify(platformKey);
    verifier.update(lines(timestamp, nonce, body));
    // 微信支付有时故意发签名错误的通知（WECHATPAY/SIGNTEST/ 开头），看您拒不拒绝；它不是合法的 base64。
    // WeChat Pay at times sends a wrong signature on purpose, to see that it is refused. It is not even base64.
    if (!verifier.verify(Base64.getDecoder().decode(signature))) throw new GeneralSecurityException("signature");
  }

  /** AEAD_AES_256_GCM：密文末尾 16 字节是校验值，Java 的 doFinal 一并核对。The tag at its end is checked by doFinal. */
  private String decrypt(String resource) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    byte[] nonce = field(resource, "nonce").getBytes(StandardCharsets.UTF_8);
    cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(apiV3Key, "AES"), new GCMParameterSpec(128, nonce));
    cipher.updateAAD(field(resource, "associated_data").getBytes(StandardCharsets.UTF_8));
    byte[] plain = cipher.doFinal(Base64.getDecoder().decode(field(resource, "ciphertext")));
    return new String(plain, StandardCharsets.UTF_8);
  }

  /** 模拟器的控制接口：代替用户点“同意”。真实环境里是用户在微信里点。In the simulator alone: what the user would tap. */
  private void asTheUser(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(baseUrl + "/_simulator" + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{}"))
            .build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200) throw new IOException(response.statusCode() + " " + response.body());
  }

  /** 每一段之后都有一个换行。A new line after each. */
  private static byte[] lines(String... parts) {
    return (String.join("\n", parts) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** 一个字符串字段。正式的代码请用 JSON 库，标准库里没有。In earnest use a JSON library: the standard one has none. */
  private static String field(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"\\\\]*)\"").matcher(json);
    if (!matcher.find()) throw new IllegalArgumentException(name + " 不在其中 is not in " + json);
    return matcher.group(1);
  }

  private static PrivateKey privateKey(String pem) throws GeneralSecurityException {
    return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der(pem)));
  }

  private static PublicKey publicKey(String pem) throws GeneralSecurityException {
    return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der(pem)));
  }

  private static byte[] der(String pem) {
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
  }

  private String randomHex(int bytes) {
    byte[] value = new byte[bytes];
    random.nextBytes(value);
    return HexFormat.of().formatHex(value);
  }

  private static String setting(String name) {
    String value = System.getenv(name);
    if (value == null) throw new IllegalStateException("没有环境变量 There is no variable " + name);
    return value;
  }

  private static void check(boolean holds, String what) {
    if (!holds) throw new IllegalStateException("不对 wrong: " + what);
  }

  private static void say(String zh, String en, String value) {
    System.out.println(zh + " " + en + ": " + value);
  }
}
