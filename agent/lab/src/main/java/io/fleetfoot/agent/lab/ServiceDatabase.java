package io.fleetfoot.agent.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The PostgreSQL that a service runs in its home, as another service reaches it.
 *
 * @param port on loopback
 */
record ServiceDatabase(int port, String password) {

  // postmaster.pid, src/include/utils/pidfile.h: LOCK_FILE_LINE_PORT
  private static final int PORT_LINE = 3;

  /** Reads where it listens and how it lets in. */
  static ServiceDatabase of(Path serviceHome) {
    Path postgres = serviceHome.resolve("postgres");
    try {
      List<String> pidFile = Files.readAllLines(postgres.resolve("data/postmaster.pid"));
      return new ServiceDatabase(
          Integer.parseInt(pidFile.get(PORT_LINE).strip()),
          Files.readString(postgres.resolve("password")).strip());
    } catch (IOException e) {
      throw new LabException("no PostgreSQL runs in " + postgres, e);
    }
  }

  /** The Spring Boot arguments with which a service uses it. */
  List<String> options() {
    return List.of(
        "--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + port + "/fleetfoot",
        "--spring.datasource.username=fleetfoot",
        "--spring.datasource.password=" + password);
  }

  @Override
  public String toString() {
    return "PostgreSQL on 127.0.0.1:" + port;
  }
}
