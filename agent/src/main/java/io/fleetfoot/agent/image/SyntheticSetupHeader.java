package io.fleetfoot.agent.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The setup header of a kernel that came without one, made of what arch/x86/boot/header.S would
 * have put there and the kernel looks at once it runs.
 */
final class SyntheticSetupHeader {

  /** COMMAND_LINE_SIZE of arch/x86/include/asm/setup.h without the final NUL. */
  static final int COMMAND_LINE_SIZE = 2047;

  private static final int START = 0x1f1;
  private static final int END = 0x26c; // that of boot protocol 2.15
  private static final int XLF_KERNEL_64 = 1;
  private static final int XLF_CAN_BE_LOADED_ABOVE_4G = 1 << 1;

  private SyntheticSetupHeader() {}

  /** Returns the bytes from 0x1f1 on. */
  static ByteBuffer of(ElfKernel kernel) {
    ByteBuffer page = ByteBuffer.allocate(END).order(ByteOrder.LITTLE_ENDIAN);
    page.putShort(0x1f2, (short) 1); // root_flags: without it the root is mounted writable
    page.putShort(0x1fa, (short) 0xffff); // vid_mode: leave it as it is
    page.putShort(0x1fe, (short) 0xaa55); // boot_flag
    page.put(0x200, (byte) 0xeb).put(0x201, (byte) (END - 0x202)); // a jump over the header
    page.putInt(0x202, 0x53726448).putShort(0x206, (short) 0x020f); // HdrS, protocol 2.15
    page.putInt(0x22c, 0x7fffffff); // initrd_addr_max
    page.putInt(0x230, (int) kernel.kernelAlignment());
    page.put(0x234, (byte) 1); // relocatable_kernel
    page.put(0x235, (byte) Long.numberOfTrailingZeros(kernel.kernelAlignment()));
    page.putShort(0x236, (short) (XLF_KERNEL_64 | XLF_CAN_BE_LOADED_ABOVE_4G));
    page.putInt(0x238, COMMAND_LINE_SIZE);
    page.putLong(0x258, kernel.preferredAddress());
    page.putInt(0x260, (int) kernel.initSize());
    return page.slice(START, END - START).order(ByteOrder.LITTLE_ENDIAN);
  }
}
