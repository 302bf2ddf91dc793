package io.fleetfoot.agent.image;

import java.util.random.RandomGenerator;

/**
 * One node of the setup_data list, by which a loader hands the kernel what has no field in
 * boot_params (Documentation/arch/x86/boot.rst).
 *
 * <p>All but RNG_SEED are world-readable in the next kernel, at
 * /sys/kernel/boot_params/setup_data/N/data.
 */
public final class SetupData {

  /** Entropy for the next kernel, wiped by it (SETUP_RNG_SEED). */
  public static final int RNG_SEED = 9;

  /** Size of {next, type, len} before the payload, in bytes. */
  public static final int HEADER_SIZE = 16;

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

  /** Returns a node with 32 bytes of entropy drawn from {@code random}. */
  public static SetupData seed(RandomGenerator random) {
    byte[] seed = new byte[32];
    random.nextBytes(seed);
    return new SetupData(RNG_SEED, seed);
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
