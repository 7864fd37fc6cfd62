import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * 接收协议事件：验证签名，按 eventId 去重，记进自己的表，再答 2xx。只用标准库，Java 17 起。
 * Takes contract events: checks the signature, takes each eventId once, keeps it in a table of its own, then answers 2xx.
 *
 * <p>运行 Run: MERCHANT_WEBHOOK_SECRET=whsec_… PORT=8080 java Receiver.java
 */
public final class Receiver {
  private static final long TOLERANCE_SECONDS = 300;
  private static final int LARGEST_BODY = 64 * 1024;

  private final List<byte[]> secrets;
  private final Contracts contracts;

  private Receiver(List<byte[]> secrets, Contracts contracts) {
    this.secrets = secrets;
    this.contracts = contracts;
  }

  public static void main(String[] args) throws IOException {
    Map<String, String> env = System.getenv();
    Path table = Path.of(env.getOrDefault("CONTRACTS_FILE", "contracts.tsv"));
    Receiver receiver = new Receiver(readSecrets(env.get("MERCHANT_WEBHOOK_SECRET")), new Contracts(table));
    int port = Integer.parseInt(env.getOrDefault("PORT", "8080"));
    // 只在本机监听：https 由前面的反向代理负责。On this machine only: https is for the reverse proxy before it.
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.createContext("/", receiver::answer);
    server.setExecutor(Executors.newFixedThreadPool(16));
    server.start();
  }

  /**
   * 和后端的 MERCHANT_WEBHOOK_SECRET 相同；更换时可以有两个，逗号隔开。
   * The same as the server's; two, separated by a comma, while one takes the other's place.
   */
  private static List<byte[]> readSecrets(String written) {
    List<byte[]> secrets = new ArrayList<>();
    for (String secret : written.split(",")) {
      secrets.add(Base64.getDecoder().decode(secret.strip().replaceFirst("^whsec_", "")));
    }
    return secrets;
  }

  private void answer(HttpExchange exchange) throws IOException {
    int status;
    try {
      status = receive(exchange);
    } catch (Exception error) {
      // 没有收下：后端稍后再发。Not taken: the server sends it again later.
      System.err.println(error);
      status = 500;
    }
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private int receive(HttpExchange exchange) throws IOException, GeneralSecurityException {
    if (!exchange.getRequestMethod().equals("POST")) return 405;
    // 要原始字节：解析后再序列化，签名就对不上。The very bytes: what was parsed and written again does not fit the signature.
    byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
    if (body.length > LARGEST_BODY) return 413;
    if (body.length == 0) return 400;
    if (!isAuthentic(exchange.getRequestHeaders(), body)) return 401;
    handle((Map<?, ?>) Json.read(new String(body, StandardCharsets.UTF_8)));
    return 204;
  }

  /** 按 Standard Webhooks 验证：签的是“id.时间.原始字节”。What is signed: id, time and the very bytes of the body. */
  private boolean isAuthentic(Headers headers, byte[] body) throws GeneralSecurityException {
    String id = headers.getFirst("webhook-id");
    String timestamp = headers.getFirst("webhook-timestamp");
    String signatures = headers.getFirst("webhook-signature");
    if (id == null || signatures == null || timestamp == null || !timestamp.matches("[0-9]{1,12}")) return false;
    if (Math.abs(Instant.now().getEpochSecond() - Long.parseLong(timestamp)) > TOLERANCE_SECONDS) return false;
    // 头里可以有好几个签名，空格隔开；比较要用固定时间的函数。Several signatures, separated by spaces; compared in constant time.
    for (String given : signatures.split(" ")) {
      for (byte[] secret : secrets) {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        String expected = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        if (MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8))) {
          return true;
        }
      }
    }
    return false;
  }

  private void handle(Map<?, ?> event) throws IOException {
    switch (String.valueOf(event.get("type"))) {
      case "contract.signed" -> {
        // 迟到的签约事件：协议已经解约，什么也不开通。A late one, of a contract that has ended since: open nothing.
        if (!"terminated".equals(event.get("contractStatus"))) contracts.add(event, "active");
      }
      case "contract.terminated" -> contracts.add(event, "ended");
      default -> {
        // 不认识的类型也算收下：以后会有新的。A type that is not known counts as taken: there will be more.
      }
    }
  }

  /**
   * 标准库不读 JSON：你的项目里有 Jackson 一类的库，用它代替这一段。
   * The standard library reads no JSON: use the library that your project has instead.
   */
  private static final class Json {
    private final String text;
    private int at = 0;

    private Json(String text) {
      this.text = text;
    }

    /** 对象是 Map，数组是 List，其余都是 String。Objects as Map, arrays as List, all else as String. */
    static Object read(String text) {
      Json json = new Json(text);
      Object value = json.value();
      json.blanks();
      if (json.at < text.length()) throw new IllegalArgumentException("not JSON at " + json.at);
      return value;
    }

    private Object value() {
      blanks();
      switch (text.charAt(at)) {
        case '{' -> {
          Map<String, Object> object = new HashMap<>();
          while (isNext('}')) {
            String name = (String) value();
            blanks();
            if (text.charAt(at++) != ':') throw new IllegalArgumentException("not JSON at " + at);
            object.put(name, value());
          }
          return object;
        }
        case '[' -> {
          List<Object> array = new ArrayList<>();
          while (isNext(']')) array.add(value());
          return array;
        }
        case '"' -> {
          return string();
        }
        default -> {
          int begin = at;
          while (at < text.length() && "-+.0123456789Eaeflnrstu".indexOf(text.charAt(at)) >= 0) at++;
          if (at == begin) throw new IllegalArgumentException("not JSON at " + at);
          return text.substring(begin, at);
        }
      }
    }

    private void blanks() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
    }

    /** 越过开头的括号或逗号；到了结尾就答 false。Steps over what opens or parts; false at the end. */
    private boolean isNext(char end) {
      blanks();
      char opens = end == '}' ? '{' : '[';
      char here = text.charAt(at);
      if (here != opens && here != ',' && here != end) throw new IllegalArgumentException("not JSON at " + at);
      at++;
      blanks();
      if (here == opens && text.charAt(at) == end) {
        at++;
        return false;
      }
      return here != end;
    }

    private String string() {
      StringBuilder string = new StringBuilder();
      for (at++; text.charAt(at) != '"'; at++) {
        char c = text.charAt(at);
        if (c == '\\') {
          c = text.charAt(++at);
          int escaped = "bfnrt".indexOf(c);
          if (escaped >= 0) c = "\b\f\n\r\t".charAt(escaped);
          if (c == 'u') {
            c = (char) Integer.parseInt(text.substring(at + 1, at + 5), 16);
            at += 4;
          }
        }
        string.append(c);
      }
      at++;
      return string.toString();
    }
  }

  /** 代替你自己的数据库表：一行一个事件，eventId 唯一。Stands for a table of your database: a line an event, eventId unique. */
  private static final class Contracts {
    private final Path table;
    private final Set<String> seen = new HashSet<>();

    Contracts(Path table) throws IOException {
      this.table = table;
      if (!Files.exists(table)) return;
      for (String line : Files.readAllLines(table)) seen.add(line.split("\t")[0]);
    }

    /**
     * 在数据库里：一个事务，先插入 eventId（唯一约束），再改协议。
     * In a database: one transaction that inserts the eventId (unique) and then changes the contract.
     */
    synchronized void add(Map<?, ?> event, String status) throws IOException {
      String eventId = (String) event.get("eventId");
      if (seen.contains(eventId)) return;
      String code = (String) event.get("outContractCode");
      String line = String.join("\t", eventId, code, status, (String) event.get("contractId"), (String) event.get("openid"));
      try (FileChannel file = FileChannel.open(table, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        file.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
        file.force(true);
      }
      seen.add(eventId);
    }
  }
}
