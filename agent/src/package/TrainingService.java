import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A service that wants nothing of its only agent: it lets the agent load the classes of an ordinary
 * day, and its memory be measured. Run by {@code java TrainingService.java KEYSTORE PORT-FILE}.
 */
final class TrainingService {
  private static final char[] PASSWORD = "training".toCharArray();
  private static final String ETAG = "\"1\"";

  private TrainingService() {}

  public static void main(String[] arguments) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(Path.of(arguments[0]))) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext("/agent/v1/register", exchange -> answer(exchange, 201, "{\"hostId\":\"7a0c1f7e-70c4-4c8e-9d3a-2f2a2b6a8e01\"}"));
    server.createContext("/agent/v1/reports", exchange -> answer(exchange, 204, ""));
    server.createContext("/agent/v1/assignment", TrainingService::assignment);
    server.start();
    Path port = Path.of(arguments[1] + ".new");
    Files.writeString(port, String.valueOf(server.getAddress().getPort()));
    Files.move(port, Path.of(arguments[1]));
  }

  private static void assignment(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("ETag", ETAG);
    boolean seen = ETAG.equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
    answer(exchange, seen ? 304 : 200, seen ? "" : "{\"kind\":\"idle\"}");
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
