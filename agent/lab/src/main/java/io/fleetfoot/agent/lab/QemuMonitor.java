package io.fleetfoot.agent.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Says single words to a running QEMU over its machine protocol (QMP). */
final class QemuMonitor {

  private final Path socket;

  QemuMonitor(Path socket) {
    this.socket = socket;
  }

  /** Executes a QMP command without arguments, such as {@code system_reset} or {@code stop}. */
  void execute(String command) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      BufferedReader answers =
          new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
      answers.readLine();
      say(channel, answers, "qmp_capabilities");
      say(channel, answers, command);
    } catch (IOException e) {
      throw new LabException("QEMU at " + socket + " does not take " + command, e);
    }
  }

  private static void say(SocketChannel channel, BufferedReader answers, String command)
      throws IOException {
    channel.write(StandardCharsets.UTF_8.encode("{\"execute\":\"" + command + "\"}\n"));
    String answer;
    do {
      answer = answers.readLine();
    } while (answer != null && answer.contains("\"event\""));
    if (answer == null || !answer.contains("\"return\"")) {
      throw new LabException("QEMU answered " + command + " with " + answer);
    }
  }
}
