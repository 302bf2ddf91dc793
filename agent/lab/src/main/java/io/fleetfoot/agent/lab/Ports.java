package io.fleetfoot.agent.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Finds ports nobody listens on. */
final class Ports {

  private Ports() {}

  /** A loopback TCP port that was free a moment ago. */
  static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new LabException("no free loopback port", e);
    }
  }
}
