package io.fleetfoot.agent.image;

import io.fleetfoot.agent.memory.FirmwareMemoryMap;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One node of the setup_data list, by which a loader hands the kernel what has no field in
 * boot_params (Documentation/arch/x86/boot.rst).
 *
 * <p>All but RNG_SEED are world-readable in the next kernel, at
 * /sys/kernel/boot_params/setup_data/N/data.
 */
public final class SetupData {

  /** What the e820 table in boot_params has no room for (SETUP_E820_EXT). */
  public static final int E820_EXT = 1;

  /** Where the firmware's runtime services are (SETUP_EFI). */
  public static final int EFI = 4;

  /** Entropy for the next kernel, wiped by it (SETUP_RNG_SEED). */
  public static final int RNG_SEED = 9;

  /** Size of {next, type, len} before the payload, in bytes. */
  public static final int HEADER_SIZE = 16;

  private static final int SEED_SIZE = 32;

  private final int type;
  private final byte[] payload;

  /** Takes a copy of {@code payload}, which must not be empty. */
  public SetupData(int type, byte[] payload) {
    if (payload.length == 0) {
      throw new IllegalArgumentException("setup_data node of type 0x%x is empty".formatted(type));
    }
    this.type = type;
    this.payload = payload.clone();
  }

  /** Returns a node with 32 bytes of entropy drawn from {@code random}, to be wiped after use. */
  public static SetupData seed(RandomGenerator random) {
    byte[] seed = new byte[SEED_SIZE];
    random.nextBytes(seed);
    var node = new SetupData(RNG_SEED, seed);
    Arrays.fill(seed, (byte) 0);
    return node;
  }

  /** Returns the entries of {@code map} that {@link BootParams#withMemoryMap} has no room for. */
  public static Optional<SetupData> memoryMapBeyondPage(FirmwareMemoryMap map) {
    List<FirmwareMemoryMap.Entry> entries = map.entries();
    return entries.size() <= BootParams.MOST_E820_ENTRIES
        ? Optional.empty()
        : Optional.of(
            new SetupData(
                E820_EXT,
                BootParams.e820(entries.subList(BootParams.MOST_E820_ENTRIES, entries.size()))));
  }

  /**
   * Returns the type (arch/x86/include/uapi/asm/setup_data.h); unknown ones are kept and ignored.
   */
  public int type() {
    return type;
  }

  /** Returns a copy of the payload. */
  public byte[] payload() {
    return payload.clone();
  }

  /** Writes the payload into {@code image} from {@code at} on, leaving no other copy of it. */
  public void writeTo(ByteBuffer image, int at) {
    image.put(at, payload);
  }

  /** Overwrites the payload with zeros. */
  public void wipe() {
    Arrays.fill(payload, (byte) 0);
  }

  /** Returns how many bytes header and payload take. */
  public int size() {
    return HEADER_SIZE + payload.length;
  }

  /** Shows type and length, not the payload, which may be a seed. */
  @Override
  public String toString() {
    return "SetupData[type=0x%x, %d bytes]".formatted(type, payload.length);
  }
}
