import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * 你自己的后端：用自己的登录，为登录的用户向套件要 token，给小程序；签约结果在自己的表里。只用标准库，Java 17 起。
 * Your own back end: with a login of its own it gets the kit's token for whoever is logged in, for the mini-program; what was
 * signed is in a table of its own.
 *
 * <p>运行 Run: SERVICE_URL=http://127.0.0.1:3001 SERVICE_KEY=… APPID=wx… PORT=8081 java OwnLogin.java
 */
public final class OwnLogin {
  private record User(String password, String openid) {}

  private record Answer(int status, String json) {}

  /**
   * 代替你自己的用户表。openid 是用户在这个小程序里的，你的后端自己从微信得到，不能用小程序传来的。
   * Stands for your table of users. The openid is theirs in this mini-program, as your back end has it from WeChat: never as the
   * mini-program says it.
   */
  private static final Map<String, User> USERS =
      Map.of(
          "li", new User("li-7Qd2", "oLi0MVnQfWpSMOYJz2AHPG_gQw01"),
          "wang", new User("wang-9Xk4", "oWang0VnQfWpSMOYJz2AHPG_gQw2"));

  private static final Pattern TOKEN = Pattern.compile("\"token\"\\s*:\\s*\"([A-Za-z0-9_-]+)\"");

  private final Map<String, String> env = System.getenv();
  // HTTP/1.1：否则 Java 会先请求升级到 HTTP/2。Otherwise Java asks to upgrade to HTTP/2 first.
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(2)).build();
  private final SecureRandom random = new SecureRandom();
  /** 代替你自己的会话：会话号和用户。Stands for your sessions: whose each is. */
  private final Map<String, String> sessions = new ConcurrentHashMap<>();

  public static void main(String[] args) throws IOException {
    OwnLogin program = new OwnLogin();
    int port = Integer.parseInt(program.env.getOrDefault("PORT", "8081"));
    // 只在本机监听：https 由前面的反向代理负责。On this machine only: https is for the reverse proxy before it.
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.createContext("/", program::respond);
    server.setExecutor(Executors.newFixedThreadPool(16));
    server.start();
  }

  private void respond(HttpExchange exchange) throws IOException {
    Answer answer;
    try {
      answer = answer(exchange);
    } catch (Exception error) {
      System.err.println(error);
      answer = new Answer(502, "{\"error\":\"try again later\"}");
    }
    byte[] body = answer.json().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private Answer answer(HttpExchange exchange) throws Exception {
    String call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    if (call.equals("POST /login")) return logIn(form(exchange));
    // 小程序没有 cookie，所以会话放在 Authorization 头里。Mini-programs have no cookies: the session is in a header.
    String session = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")).replaceFirst("^Bearer ", "");
    String user = sessions.get(session);
    if (user == null) return new Answer(401, "{\"error\":\"please log in\"}");
    switch (call) {
      case "POST /contract-token":
        return new Answer(200, "{\"token\":\"" + tokenFor(user) + "\"}");
      case "GET /contract":
        return new Answer(200, "{\"status\":\"" + contractOf(user) + "\"}");
      case "POST /logout":
        sessions.remove(session);
        return new Answer(200, "{}");
      default:
        return new Answer(404, "{\"error\":\"not found\"}");
    }
  }

  private Answer logIn(Map<String, String> form) {
    User known = USERS.get(form.getOrDefault("user", ""));
    byte[] given = form.getOrDefault("password", "").getBytes(StandardCharsets.UTF_8);
    if (known == null || !MessageDigest.isEqual(known.password().getBytes(StandardCharsets.UTF_8), given)) {
      return new Answer(401, "{\"error\":\"wrong user or password\"}");
    }
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    String session = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    sessions.put(session, form.get("user"));
    return new Answer(200, "{\"session\":\"" + session + "\"}");
  }

  /** 套件的 token：只有持有服务密钥的后端能要到。The kit's token, which only a back end with a service key gets. */
  private String tokenFor(String user) throws IOException, InterruptedException {
    // 你的项目里有 JSON 库，用它写和读。reference 随事件和协议一起回来，写你自己的用户号。
    // Use your project's JSON library. reference comes back with events and contracts: your own number of the user.
    String body =
        String.format(
            "{\"appId\":\"%s\",\"openid\":\"%s\",\"reference\":\"%s\"}",
            env.get("APPID"), USERS.get(user).openid(), user);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(env.get("SERVICE_URL") + "/service/tokens"))
            .timeout(Duration.ofSeconds(5))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + env.get("SERVICE_KEY"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    Matcher token = TOKEN.matcher(answer.body());
    if (answer.statusCode() >= 300 || !token.find()) throw new IOException("POST /service/tokens: " + answer.body());
    return token.group(1);
  }

  /** 自己的表里，这个用户的协议：../webhook 的 Receiver.java 把收到的事件写在里面。In the table that Receiver.java of ../webhook fills. */
  private String contractOf(String user) throws IOException {
    String status = "none";
    Path table = Path.of(env.getOrDefault("CONTRACTS_FILE", "contracts.tsv"));
    if (!Files.exists(table)) return status;
    for (String line : Files.readAllLines(table)) {
      String[] fields = line.split("\t");
      if (fields[4].equals(USERS.get(user).openid())) status = fields[2];
    }
    return status;
  }

  private static Map<String, String> form(HttpExchange exchange) throws IOException {
    Map<String, String> form = new HashMap<>();
    String body = new String(exchange.getRequestBody().readNBytes(4096), StandardCharsets.UTF_8);
    for (String field : body.split("&")) {
      String[] parts = field.split("=", 2);
      if (parts.length == 2) form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return form;
  }
}
