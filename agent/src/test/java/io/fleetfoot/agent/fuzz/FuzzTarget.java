package io.fleetfoot.agent.fuzz;

import io.fleetfoot.agent.client.ProtocolReader;
import io.fleetfoot.agent.image.BootParams;
import io.fleetfoot.agent.image.ElfKernel;
import io.fleetfoot.agent.image.FlatKernel;
import io.fleetfoot.agent.image.JoinedInitrd;
import io.fleetfoot.agent.image.KernelImage;
import io.fleetfoot.agent.image.MalformedImageException;
import io.fleetfoot.agent.image.UnifiedKernelImage;
import io.fleetfoot.agent.json.MalformedMessageException;
import io.fleetfoot.agent.linux.KcoreParser;
import io.fleetfoot.agent.manifest.Envelope;
import io.fleetfoot.agent.manifest.ManifestParser;
import io.fleetfoot.agent.memory.FirmwareMemoryMap;
import io.fleetfoot.agent.memory.IomemParser;
import io.fleetfoot.agent.timing.KernelLogMark;
import io.fleetfoot.agent.timing.LabStamps;
import io.fleetfoot.agent.timing.LastLines;
import io.fleetfoot.agent.timing.PhaseClock;
import io.fleetfoot.agent.timing.StartKernelBound;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A parser of what comes from outside, with what it may throw and where to begin. */
public enum FuzzTarget {
  /** Setup header, payload's place, boot_params. */
  BZIMAGE(MalformedImageException.class, FuzzSeeds::bzImages) {
    @Override
    void feed(byte[] bytes) {
      var unused = BootParams.of(KernelImage.parse(ByteBuffer.wrap(bytes))).toBytes();
    }
  },

  /** Program headers, banner, relocation lists. */
  ELF(MalformedImageException.class, FuzzSeeds::elfKernels) {
    @Override
    void feed(byte[] bytes) {
      ElfKernel kernel = ElfKernel.parse(ByteBuffer.wrap(bytes));
      FlatKernel flat = FlatKernel.of(kernel, kernel);
      var unused = List.of(flat.footprint(), BootParams.of(kernel), kernel.release());
    }
  },

  /** PE headers, sections, the kernel in them. */
  UKI(MalformedImageException.class, FuzzSeeds::unifiedKernelImages) {
    @Override
    void feed(byte[] bytes) {
      var unused = UnifiedKernelImage.parse(ByteBuffer.wrap(bytes)).initrds();
    }
  },

  /** cpio headers and the order of initrds; a file is cut into two in its middle. */
  INITRD(MalformedImageException.class, FuzzSeeds::initrds) {
    @Override
    void feed(byte[] bytes) {
      int middle = bytes.length / 8 * 4;
      var unused =
          JoinedInitrd.of(
                  List.of(
                      ByteBuffer.wrap(bytes, 0, middle),
                      ByteBuffer.wrap(bytes, middle, bytes.length - middle)))
              .size();
    }
  },

  /** The decompressors, whose size trailer always says {@value PayloadFeeder#UNPACKED} bytes. */
  PAYLOAD(MalformedImageException.class, FuzzSeeds::payloads) {
    @Override
    void feed(byte[] bytes) {
      PayloadFeeder.feed(bytes);
    }
  },

  /** /proc/iomem. */
  IOMEM(IllegalArgumentException.class, FuzzSeeds::iomem) {
    @Override
    void feed(byte[] bytes) {
      var unused = IomemParser.parse(text(bytes)).named("Crash kernel");
    }
  },

  /** /sys/firmware/memmap: three lines a directory. */
  MEMMAP(IllegalArgumentException.class, FuzzSeeds::memmap) {
    @Override
    void feed(byte[] bytes) {
      List<String> lines = text(bytes).lines().toList();
      List<FirmwareMemoryMap.Text> texts = new ArrayList<>();
      for (int i = 0; i + 2 < lines.size(); i += 3) {
        texts.add(new FirmwareMemoryMap.Text(lines.get(i), lines.get(i + 1), lines.get(i + 2)));
      }
      var unused = FirmwareMemoryMap.parse(texts);
    }
  },

  /** What the firmware's EFI is, in lines; nothing of it may be thrown. */
  EFI(null, FuzzSeeds::efi) {
    @Override
    void feed(byte[] bytes) {
      EfiFeeder.feed(bytes);
    }
  },

  /** The headers of /proc/kcore. */
  KCORE(IllegalArgumentException.class, FuzzSeeds::kcore) {
    @Override
    void feed(byte[] bytes) {
      KcoreParser.parse(bytes);
    }
  },

  /** What the service says to an agent. */
  PROTOCOL(MalformedMessageException.class, FuzzSeeds::protocol) {
    @Override
    void feed(byte[] bytes) {
      String json = text(bytes);
      var unused = List.of(ProtocolReader.problem(400, json), ProtocolReader.assignment(json));
    }
  },

  /** The lab kernel's stamps. */
  STAMPS(IllegalArgumentException.class, FuzzSeeds::stamps) {
    @Override
    void feed(byte[] bytes) {
      var unused = LabStamps.parse(text(bytes));
    }
  },

  /** A kernel's log, this one's and the old one's console; nothing of it may be thrown. */
  KERNEL_LOG(null, FuzzSeeds::kernelLogs) {
    @Override
    void feed(byte[] bytes) {
      String log = text(bytes);
      var clock = new PhaseClock(5_000_000_000L);
      long offset = StartKernelBound.schedClockOffset(log).orElse(0);
      KernelLogMark.find(log, FuzzSeeds.MARK, 1L << 60)
          .ifPresent(mark -> StartKernelBound.ofKernelLog(mark, offset, clock));
      LastLines.between(log, "fx-1").ifPresent(time -> StartKernelBound.certain(time, clock));
    }
  },

  /** The envelope of a manifest. */
  ENVELOPE(MalformedMessageException.class, FuzzSeeds::envelopes) {
    @Override
    void feed(byte[] bytes) {
      var unused = Envelope.parse(text(bytes));
    }
  },

  /** What is signed in an envelope. */
  MANIFEST(MalformedMessageException.class, FuzzSeeds::manifests) {
    @Override
    void feed(byte[] bytes) {
      ManifestParser.parse(bytes);
    }
  };

  private final @Nullable Class<? extends RuntimeException> refusal;
  private final Supplier<List<byte[]>> seeds;

  FuzzTarget(@Nullable Class<? extends RuntimeException> refusal, Supplier<List<byte[]>> seeds) {
    this.refusal = refusal;
    this.seeds = seeds;
  }

  abstract void feed(byte[] bytes);

  /** Returns inputs that the parser takes. */
  public List<byte[]> seeds() {
    return seeds.get();
  }

  /**
   * Gives one input to the parser and returns whether it was taken.
   *
   * @throws RuntimeException if the parser threw anything but what it says it throws, and nothing
   *     of a subclass either, which would be an accident
   */
  public boolean takes(byte[] bytes) {
    try {
      feed(Arrays.copyOf(bytes, bytes.length));
      return true;
    } catch (RuntimeException e) {
      if (e.getClass() != refusal) {
        throw e;
      }
      return false;
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
