package io.fleetfoot.agent.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The one address of several replicas, as a load balancer is: each connection goes to the first of
 * them that takes it.
 */
final class FrontDoor implements AutoCloseable {

  private final ServerSocket door;
  private final List<Integer> ports;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            var thread = new Thread(task, "front-door");
            thread.setDaemon(true);
            return thread;
          });

  private FrontDoor(ServerSocket door, List<Integer> ports) {
    this.door = door;
    this.ports = List.copyOf(ports);
  }

  /** Opens a door on loopback before the services that listen on these ports of it. */
  static FrontDoor before(List<Integer> ports) throws IOException {
    var door = new FrontDoor(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), ports);
    door.threads.execute(door::receive);
    return door;
  }

  int port() {
    return door.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    door.close();
    threads.shutdownNow();
  }

  private void receive() {
    try {
      while (true) {
        Socket caller = door.accept();
        threads.execute(() -> lead(caller));
      }
    } catch (IOException closed) {
      // nobody comes in any more
    }
  }

  private void lead(Socket caller) {
    try (caller;
        Socket replica = firstThatTakesIt()) {
      var back = threads.submit(() -> copy(replica, caller));
      copy(caller, replica);
      back.get();
    } catch (IOException | java.util.concurrent.ExecutionException e) {
      // the caller sees its connection end, as behind any balancer
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Socket firstThatTakesIt() throws IOException {
    IOException last = new IOException("no replica is configured");
    for (int port : ports) {
      try {
        return new Socket(InetAddress.getLoopbackAddress(), port);
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  /** Copies until either end is closed, then closes both: half a connection serves nobody. */
  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException e) {
      // closed by the other direction
    }
  }
}
