package io.fleetfoot.agent.command;

import io.fleetfoot.agent.file.NamedFile;
import io.fleetfoot.agent.image.KernelImage;
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

/** Signs a kernel image. */
final class ImageSign implements Commands.Command {
  private static final String ARCHITECTURE = "x86_64";
  private static final String USAGE =
      """
      Usage: fleetfoot-agent image sign --key FILE --kernel FILE [--initrd FILE] --command-line TEXT
                                        --expires P90D|INSTANT --out FILE
                                        [--name NAME] [--release RELEASE]
              or --empty-command-line in place of --command-line TEXT

      Writes the signed manifest of a kernel image, to be registered with the service.

        --key           signing.key of keys generate, or another Ed25519 key in PKCS#8 PEM
        --kernel        a bzImage or vmlinux
        --initrd        the initial RAM disk, if the kernel needs one; image join makes one of several.
                        It is unpacked as kernels do it, and refused if they could not
        --command-line  a template, in which {running} is the host's running command line; printable
                        ASCII, at most 1979 characters beside {running}, with quotes that are closed.
                        No other {word} is taken; any other brace reaches the kernel as it is
        --empty-command-line  says that the kernel needs none
        --expires       until when hosts may boot it: a duration from now, or 2027-01-31T00:00:00Z;
                        at most five years from now
        --out           where to write the manifest; a file that is not there yet
        --name          what people call the image
        --release       what the kernel must say it is; without it, whatever it says
      """;
  private static final String COMMAND_LINE = "--command-line";
  private static final String EMPTY = "--empty-command-line";
  private static final Set<String> OPTIONS =
      Set.of(
          "--key",
          "--kernel",
          "--initrd",
          COMMAND_LINE,
          "--expires",
          "--out",
          "--name",
          "--release");

  private static final Duration LONGEST = Duration.ofDays(1826);

  private final InstantSource clock;
  private final PrintStream err;

  ImageSign(InstantSource clock, PrintStream err) {
    this.clock = clock;
    this.err = err;
  }

  @Override
  public String usage() {
    return USAGE;
  }

  @Override
  public void run(List<String> arguments, PrintStream out) throws IOException {
    Options options = Options.parse(arguments, OPTIONS, Set.of(EMPTY)).withoutArguments();
    Path keyFile = options.path("--key");
    Path target = options.path("--out");
    Manifest manifest = manifest(options);
    SigningKey key = key(keyFile);
    NamedFile.readableByOthers(keyFile).ifPresent(warning -> err.println("warning: " + warning));
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

  private Manifest manifest(Options options) throws IOException {
    Path kernelFile = options.path("--kernel");
    Optional<Path> initrd = options.optionalPath("--initrd");
    boolean empty = options.flag(EMPTY);
    if (empty && options.text(COMMAND_LINE).isPresent()) {
      throw new WrongUseException("found %s and %s, wanted one".formatted(COMMAND_LINE, EMPTY));
    }
    String commandLine = empty ? "" : options.required(COMMAND_LINE);
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant expires = expires(options.required("--expires"), now);
    KernelImage kernel = kernel(kernelFile, options.text("--release"));
    CommandLineRules.judge(commandLine, empty, kernel.commandLineSize());
    Optional<Blob> initrdBlob =
        initrd.isPresent() ? Optional.of(initramfs(initrd.get())) : Optional.empty();
    try {
      return new Manifest(
          options.text("--name"),
          kernel.release(),
          ARCHITECTURE,
          commandLine,
          ImageFiles.blob(kernelFile),
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

  private static KernelImage kernel(Path file, Optional<String> wanted) throws IOException {
    KernelImage kernel = ImageFiles.kernel(file);
    if (wanted.isPresent() && !wanted.get().equals(kernel.release())) {
      throw new CommandException(
          "%s says it is %s, wanted %s; is it the file you mean?"
              .formatted(file, kernel.release(), wanted.get()));
    }
    return kernel;
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
    if (expires.isAfter(now.plus(LONGEST))) {
      throw new WrongUseException(
          "--expires: found %s, wanted at most five years from now, until %s; sign again by then"
              .formatted(text, now.plus(LONGEST)));
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
