package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.ServiceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What registers this host, asked for when it is needed.
 *
 * @param value the token itself
 * @param file a file that holds it and may change, as a mounted secret does
 */
public record JoinToken(Optional<String> value, Optional<Path> file) {

  /** Returns the token as it is now, of which there may be none. */
  String require() throws ServiceException, IOException {
    return fromFile()
        .or(() -> value)
        .orElseThrow(
            () ->
                new ServiceException(
                    ServiceException.Reason.UNAUTHENTICATED,
                    "this host has no identity the service knows; set join.token or join.token.file"));
  }

  private Optional<String> fromFile() throws IOException, ServiceException {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      String text = Files.readString(file.get(), StandardCharsets.UTF_8).strip();
      if (!text.isEmpty()) {
        return Optional.of(text);
      }
    } catch (NoSuchFileException e) {
      // said below
    }
    throw new ServiceException(
        ServiceException.Reason.UNAUTHENTICATED,
        "join.token.file: found nothing in %s, wanted a join token".formatted(file.get()));
  }
}
