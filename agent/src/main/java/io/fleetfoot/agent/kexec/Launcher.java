package io.fleetfoot.agent.kexec;

import io.fleetfoot.agent.image.BootParams;
import io.fleetfoot.agent.image.EfiRuntime;
import io.fleetfoot.agent.image.SetupData;
import io.fleetfoot.agent.memory.AddressRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The few-page image that is loaded just before the reboot: machine code that stamps the record and
 * jumps to the staged kernel, with the boot_params, command line and setup_data it is started with.
 *
 * @param segments what the normal load takes; all lie in the launcher window
 * @param entry the physical address of the machine code
 */
public record Launcher(List<Segment> segments, long entry) {

  /** How many pages a launcher has at most. */
  public static final int MAX_PAGES = 32;

  // COMMAND_LINE_SIZE, arch/x86/include/asm/setup.h, with the final NUL
  private static final int COMMAND_LINE_SIZE = 2048;
  private static final int PAGE = (int) AddressRange.PAGE_SIZE;
  // in the page of the machine code, behind it: what a purgatory check compares with
  private static final int TABLE = 0x200;
  private static final int BOOT_PARAMS = PAGE;
  private static final int COMMAND_LINE = BOOT_PARAMS + BootParams.SIZE;
  private static final int NODES = COMMAND_LINE + PAGE;
  private static final int NODE_ALIGNMENT = 16;

  /** Takes an unmodifiable copy. */
  public Launcher {
    segments = List.copyOf(segments);
  }

  /**
   * Assembles the launcher of a staged slot.
   *
   * @param layout what lies where in the slot
   * @param entry the physical address of the staged kernel's entry
   * @param bootParams what the kernel is told; command line, initrd and setup_data are filled in
   * @param commandLine in ASCII, at most 2047 characters
   * @param record what the machine code stamps, the first setup_data node
   * @param others further setup_data nodes, such as the seed
   * @param efi what {@code efi_info} says; its setup_data node is made here, because one without
   *     the other kills the next kernel
   * @param check what the machine code compares before it jumps; with it, what the launcher tells
   *     the kernel is compared as well, all but the record
   * @throws IllegalArgumentException if the command line is too long or not ASCII, or if it all
   *     takes more than {@value #MAX_PAGES} pages
   */
  public static Launcher assemble(
      SlotLayout layout,
      long entry,
      BootParams bootParams,
      String commandLine,
      LauncherRecord record,
      List<SetupData> others,
      Optional<EfiRuntime> efi,
      Optional<PurgatoryCheck> check) {
    requireFit(commandLine, bootParams);
    long base = layout.launcherWindow().start();
    List<SetupData> nodes = new ArrayList<>();
    nodes.add(record.node());
    efi.map(EfiRuntime::setupData).ifPresent(nodes::add);
    nodes.addAll(others);
    ByteBuffer image = image(nodes);
    BootParams page =
        bootParams.withCommandLineAt(base + COMMAND_LINE).withSetupDataAt(base + NODES);
    if (layout.initrd().isPresent()) {
      page = page.withInitrd(layout.initrd().get());
    }
    if (efi.isPresent()) {
      long node = base + NODES + aligned(record.node());
      page = page.withEfi(efi.get(), EfiRuntime.mapAddress(node));
    }
    image.put(BOOT_PARAMS, page.toBytes());
    image.put(COMMAND_LINE, commandLine.getBytes(StandardCharsets.US_ASCII));
    putNodes(image, base, nodes);
    int recordEnd = NODES + aligned(record.node());
    int end = NODES + nodes.stream().mapToInt(Launcher::aligned).sum();
    Optional<PurgatoryCheck> whole =
        check.map(c -> c.and(base, image, BOOT_PARAMS, NODES).and(base, image, recordEnd, end));
    image.put(0, code(base, record, entry, whole, PurgatoryCode.serialPort(commandLine)));
    AddressRange destination = AddressRange.ofSize(base, image.capacity());
    return new Launcher(List.of(new Segment(image, destination)), base);
  }

  /** Overwrites the launcher's bytes, among them the seed; they are in the kernel once loaded. */
  public void wipe() {
    for (Segment segment : segments) {
      ByteBuffer bytes = segment.source();
      bytes.put(new byte[bytes.remaining()]);
    }
  }

  private static void requireFit(String commandLine, BootParams bootParams) {
    long longest = Math.min(COMMAND_LINE_SIZE - 1, bootParams.commandLineSize());
    if (commandLine.length() > longest) {
      throw new IllegalArgumentException(
          "the command line has %d characters, the kernel takes %d"
              .formatted(commandLine.length(), longest));
    }
    if (commandLine.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new IllegalArgumentException(
          "the command line has characters that are not printable ASCII");
    }
  }

  private static ByteBuffer image(List<SetupData> nodes) {
    long size = NODES;
    for (SetupData node : nodes) {
      size += aligned(node);
    }
    long pages = AddressRange.alignUp(size, PAGE) / PAGE;
    if (pages > MAX_PAGES) {
      throw new IllegalArgumentException(
          "the launcher takes %d pages, at most %d were planned".formatted(pages, MAX_PAGES));
    }
    return ByteBuffer.allocateDirect((int) pages * PAGE).order(ByteOrder.LITTLE_ENDIAN);
  }

  // struct setup_data, arch/x86/include/uapi/asm/setup_data.h: next, type, len, data
  private static void putNodes(ByteBuffer image, long base, List<SetupData> nodes) {
    int at = NODES;
    for (int i = 0; i < nodes.size(); i++) {
      SetupData node = nodes.get(i);
      int next = at + aligned(node);
      image.putLong(at, i + 1 < nodes.size() ? base + next : 0);
      image.putInt(at + 8, node.type());
      image.putInt(at + 12, node.size() - SetupData.HEADER_SIZE);
      node.writeTo(image, at + SetupData.HEADER_SIZE);
      at = next;
    }
  }

  private static int aligned(SetupData node) {
    return (int) AddressRange.alignUp(node.size(), NODE_ALIGNMENT);
  }

  // The kernel enters it in long mode with an identity map, all registers zero and a stack of its
  // own; head_64.S wants boot_params in %rsi and brings its own stack and descriptor tables.
  private static byte[] code(
      long base,
      LauncherRecord record,
      long kernelEntry,
      Optional<PurgatoryCheck> check,
      OptionalInt serialPort) {
    long payload = base + NODES + SetupData.HEADER_SIZE;
    var code = new MachineCode(PAGE);
    var compare = new MachineCode.Label();
    var failed = new MachineCode.Label();
    code.add(0xfa); // cli
    code.add(0xfc); // cld
    stamp(code, payload + record.enteredOffset());
    check.ifPresent(
        c -> PurgatoryCode.call(code, base + TABLE, c.ranges().size(), compare, failed));
    code.add(0x48, 0xbe).addLong(base + BOOT_PARAMS); // movabs $boot_params, %rsi
    stamp(code, payload + record.leftOffset());
    code.add(0x48, 0xb9).addLong(kernelEntry); // movabs $entry, %rcx
    code.add(0xff, 0xe1); // jmp *%rcx
    if (check.isEmpty()) {
      return code.toBytes();
    }
    PurgatoryCode.addCompare(code, compare);
    PurgatoryCode.addFailure(code, failed, serialPort);
    return withTable(code.toBytes(), PurgatoryCode.table(base + TABLE, check.get().ranges()));
  }

  private static byte[] withTable(byte[] code, byte[] table) {
    if (code.length > TABLE || TABLE + table.length > PAGE) {
      throw new IllegalArgumentException(
          "%d bytes of code and %d of checksums, expected at most %d and %d"
              .formatted(code.length, table.length, TABLE, PAGE - TABLE));
    }
    byte[] page = Arrays.copyOf(code, TABLE + table.length);
    System.arraycopy(table, 0, page, TABLE, table.length);
    return page;
  }

  private static void stamp(MachineCode code, long address) {
    code.add(0x0f, 0x31); // rdtsc
    code.add(0x48, 0xc1, 0xe2, 0x20); // shl $32, %rdx
    code.add(0x48, 0x09, 0xd0); // or %rdx, %rax
    code.add(0x48, 0xa3).addLong(address); // movabs %rax, address
  }
}
