package io.fleetfoot.agent.fuzz;

import io.fleetfoot.agent.image.testing.SyntheticCpio;
import io.fleetfoot.agent.image.testing.SyntheticKernel;
import io.fleetfoot.agent.image.testing.SyntheticPayload;
import io.fleetfoot.agent.image.testing.SyntheticUki;
import io.fleetfoot.agent.linux.KcoreParser;
import io.fleetfoot.agent.manifest.ManifestParser;
import io.fleetfoot.agent.timing.LastLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Inputs that parsers take, small, for a fuzzer to begin with. */
final class FuzzSeeds {

  private static final long LOAD = SyntheticKernel.LOAD_ADDRESS;

  /** A line that an agent writes into the log to find it again. */
  static final String MARK = "fleetfoot-agent: clock 1f";

  private FuzzSeeds() {}

  static List<byte[]> bzImages() {
    return List.of(SyntheticKernel.bzImage(new byte[8]), SyntheticKernel.vmlinux("6.99.0-test"));
  }

  static List<byte[]> elfKernels() {
    int word = SyntheticKernel.word(LOAD + 16);
    return List.of(
        SyntheticKernel.vmlinux("6.99.0-test"),
        SyntheticKernel.vmlinux("6.99.0-test", 0, word, 0, word, 0, word),
        SyntheticKernel.vmlinux("6.99.0-test", 0, word, 0, word));
  }

  static List<byte[]> unifiedKernelImages() {
    return List.of(
        SyntheticUki.usual().build(),
        SyntheticUki.usual()
            .with(".linux", SyntheticKernel.bzImage(new byte[8]))
            .with(".ucode", SyntheticCpio.archive(SyntheticCpio.MICROCODE))
            .with(".profile", new byte[4])
            .build());
  }

  static List<byte[]> initrds() {
    byte[] microcode = SyntheticCpio.archive("kernel", SyntheticCpio.MICROCODE);
    byte[] twice = Arrays.copyOf(microcode, 2 * microcode.length);
    System.arraycopy(microcode, 0, twice, microcode.length, microcode.length);
    List<byte[]> initrds = new ArrayList<>(List.of(twice));
    try {
      for (String format : SyntheticPayload.FORMATS) {
        // a packed archive in each half, without a kernel's size trailer
        byte[] payload = SyntheticPayload.pack(format, SyntheticCpio.archive("init", "bin/sh"));
        byte[] half =
            Arrays.copyOf(payload, format.equals("gzip") ? payload.length : payload.length - 4);
        int length = (half.length + 3) / 4 * 4;
        byte[] both = Arrays.copyOf(half, 2 * length);
        System.arraycopy(half, 0, both, length, half.length);
        initrds.add(both);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return initrds;
  }

  static List<byte[]> payloads() {
    byte[] kernel = new byte[PayloadFeeder.UNPACKED];
    new Random(1).nextBytes(kernel);
    Arrays.fill(kernel, 500, kernel.length, (byte) 7);
    List<byte[]> payloads = new ArrayList<>();
    try {
      for (String format : SyntheticPayload.FORMATS) {
        byte[] payload = SyntheticPayload.pack(format, kernel);
        payloads.add(Arrays.copyOf(payload, payload.length - Integer.BYTES)); // the trailer
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    payloads.add(Arrays.copyOf(SyntheticKernel.elf(), PayloadFeeder.UNPACKED));
    return payloads;
  }

  static List<byte[]> iomem() {
    return texts(
        "00001000-0009fbff : System RAM\n00100000-3fffffff : System RAM\n"
            + "  2b000000-3affffff : Crash kernel\n    2b200000-2bffffff : Kernel code\n"
            + "100000000-1ffffffff : System RAM\n");
  }

  static List<byte[]> stamps() {
    return texts(
        "machine_kexec 80000000000\nrelocated 80000100000\nbzimage 80000110000\n"
            + "startup_64 80000120000\nstart_kernel 80060000000\n");
  }

  static List<byte[]> kernelLogs() {
    return texts(
        "<6>[    1.116413] sched_clock: Marking stable (1, 2)->(3, -699110993)\n<5>[    7.123456] "
            + MARK
            + "\n<5>[   20.000001][  T12] "
            + LastLines.ofLeaving("fx-1")
            + "\n<5>[   20.500000] kexec_core: Starting new kernel\n");
  }

  static List<byte[]> memmap() {
    return texts(
        "0x0\n0x9fbff\nSystem RAM\n0x9fc00\n0x9ffff\nReserved\n0x100000\n0xffffffffffffffff\n"
            + "ACPI Tables\n");
  }

  static List<byte[]> efi() {
    return texts(
        "0x7e9f1b18\n0x7e9ffb98\n0x7f5ec018\nSMBIOS=0x7f5bd000\n"
            + "0x5\n0x7e8ec000\n0xfffffffeffa00000\n0x100\n0x800000000000000f\n");
  }

  static List<byte[]> kcore() {
    return List.of(KcoreParser.headers());
  }

  static List<byte[]> protocol() {
    String offer = "\"kernelImage\": {\"id\": \"i\", \"manifest\": {\"payloadType\": \"x\"}}";
    return texts(
        "{\"kind\": \"idle\"}",
        "{\"kind\": \"stage\", \"rebootId\": \"r\", " + offer + "}",
        "{\"kind\": \"execute\", \"rebootId\": \"r\", \"execToken\": {\"execId\": \"fx-1\","
            + " \"hostId\": \"h\", \"bootId\": \"b\", \"manifestSha256\": \"0\"}, "
            + offer
            + "}");
  }

  static List<byte[]> envelopes() {
    return texts(
        "{\"payloadType\": \"x\", \"payload\": \"e30=\", \"signatures\": [{\"keyid\": \"k\","
            + " \"sig\": \"AAAA\"}]}");
  }

  static List<byte[]> manifests() {
    return List.of(ManifestParser.payload());
  }

  private static List<byte[]> texts(String... texts) {
    return Arrays.stream(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }
}
