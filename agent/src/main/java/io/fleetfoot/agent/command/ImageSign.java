package io.fleetfoot.agent.command;

import io.fleetfoot.agent.file.NamedFile;
import io.fleetfoot.agent.manifest.Blob;
import io.fleetfoot.agent.manifest.Manifest;
import io.fleetfoot.agent.manifest.SigningKey;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Signs a kernel image. */
final class ImageSign implements Commands.Command {
  private static final String ARCHITECTURE = "x86_64";
  private static final String USAGE =
      """
      Usage: fleetfoot-agent image sign --key FILE --kernel FILE [--initrd FILE] --command-line TEXT
                                        --expires P90D|INSTANT --out FILE
                                        [--name NAME] [--release RELEASE]

      Writes the signed manifest of a kernel image, to be registered with the service.

        --key           signing.key of keys generate, or another Ed25519 key in PKCS#8 PEM
        --kernel        a bzImage or vmlinux
        --initrd        the initial RAM disk, if the kernel needs one; image join makes one of several
        --command-line  a template, in which {running} is the host's running command line
        --expires       until when hosts may boot it: a duration from now, or 2027-01-31T00:00:00Z
        --out           where to write the manifest; a file that is not there yet
        --name          what people call the image
        --release       what the kernel must say it is; without it, whatever it says
      """;
  private static final Set<String> OPTIONS =
      Set.of(
          "--key",
          "--kernel",
          "--initrd",
          "--command-line",
          "--expires",
          "--out",
          "--name",
          "--release");

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}");

  private final InstantSource clock;

  ImageSign(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public String usage() {
    return USAGE;
  }

  @Override
  public void run(List<String> arguments, PrintStream out) throws IOException {
    Options options = Options.parse(arguments, OPTIONS).withoutArguments();
    Path keyFile = options.path("--key");
    Path target = options.path("--out");
    Manifest manifest = manifest(options);
    SigningKey key = key(keyFile);
    write(target, key.sign(manifest).toJson() + "\n");
    out.printf(
        "signed %s by %s, expires %s%n", manifest.release(), key.keyId(), manifest.expiresAt());
  }

  private static void write(Path target, String json) throws IOException {
    try {
      Files.writeString(target, json, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw new CommandException(target + " is there already, wanted a file to be made");
    }
  }

  private static void requireKnownPlaceholders(String commandLine) {
    Matcher placeholder = PLACEHOLDER.matcher(commandLine);
    while (placeholder.find()) {
      if (!placeholder.group().equals("{running}")) {
        throw new WrongUseException(
            "--command-line: found %s, wanted no placeholder but {running}"
                .formatted(placeholder.group()));
      }
    }
  }

  private Manifest manifest(Options options) throws IOException {
    Path kernel = options.path("--kernel");
    Optional<Path> initrd = options.optionalPath("--initrd");
    String commandLine = options.required("--command-line");
    requireKnownPlaceholders(commandLine);
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant expires = expires(options.required("--expires"), now);
    String release = release(kernel, options.text("--release"));
    Optional<Blob> initrdBlob =
        initrd.isPresent() ? Optional.of(initramfs(initrd.get())) : Optional.empty();
    try {
      return new Manifest(
          options.text("--name"),
          release,
          ARCHITECTURE,
          commandLine,
          ImageFiles.blob(kernel),
          initrdBlob,
          now,
          expires);
    } catch (IllegalArgumentException e) {
      throw new WrongUseException(String.valueOf(e.getMessage()));
    }
  }

  private static Blob initramfs(Path initrd) throws IOException {
    ImageFiles.requireInitrd(initrd);
    return ImageFiles.blob(initrd);
  }

  private static String release(Path kernel, Optional<String> wanted) throws IOException {
    String found = ImageFiles.release(kernel);
    if (wanted.isPresent() && !wanted.get().equals(found)) {
      throw new CommandException(
          "%s says it is %s, wanted %s; is it the file you mean?"
              .formatted(kernel, found, wanted.get()));
    }
    return found;
  }

  private static Instant expires(String text, Instant now) {
    Instant expires;
    try {
      expires = text.startsWith("P") ? now.plus(Duration.parse(text)) : Instant.parse(text);
    } catch (DateTimeException | ArithmeticException e) {
      throw new WrongUseException(
          "--expires: found %s, wanted days such as P90D or an instant such as 2027-01-31T00:00:00Z"
              .formatted(text));
    }
    if (!expires.isAfter(now)) {
      throw new WrongUseException(
          "--expires: found %s, wanted a time after now, %s".formatted(text, now));
    }
    return expires;
  }

  private static SigningKey key(Path file) throws IOException {
    NamedFile.requireReadable(file);
    try {
      return SigningKey.parse(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      throw new CommandException(
          "%s is no signing key: found %s; name the signing.key that keys generate made"
              .formatted(file, e.getMessage()));
    }
  }
}
