package io.fleetfoot.agent.command;

import io.fleetfoot.agent.manifest.SigningKey;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;

/** Makes a key pair to sign kernel images with. */
final class KeysGenerate implements Commands.Command {
  private static final String USAGE =
      """
      Usage: fleetfoot-agent keys generate --out DIR

      Makes an Ed25519 key pair: DIR/signing.key, which signs kernel images and is a secret, and
      DIR/signing.pub, to be pinned on hosts in trusted.keys. Prints the key's id. Nothing that is
      there is overwritten. Run it where neither the service nor a host can look.
      """;

  private final SecureRandom random;

  KeysGenerate(SecureRandom random) {
    this.random = random;
  }

  @Override
  public String usage() {
    return USAGE;
  }

  @Override
  public void run(List<String> arguments, PrintStream out) throws IOException {
    Path directory = Options.parse(arguments, Set.of("--out")).withoutArguments().path("--out");
    Path privateFile = directory.resolve("signing.key");
    Path publicFile = directory.resolve("signing.pub");
    for (Path file : List.of(privateFile, publicFile)) {
      if (Files.exists(file)) {
        throw exists(file);
      }
    }
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new CommandException(directory + " is a file, wanted a directory, or one to be made");
    }
    Files.createDirectories(directory);
    SigningKey key = SigningKey.generate(random);
    write(privateFile, key.privatePem(), "rw-------");
    write(publicFile, key.publicPem(), "rw-r--r--");
    out.println(key.keyId());
  }

  private static void write(Path file, String text, String permissions) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (FileAlreadyExistsException e) {
      throw exists(file);
    }
  }

  private static CommandException exists(Path file) {
    return new CommandException(
        "%s is there already and is not overwritten; choose another directory".formatted(file));
  }
}
