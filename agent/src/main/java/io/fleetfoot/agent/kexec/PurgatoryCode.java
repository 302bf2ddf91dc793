package io.fleetfoot.agent.kexec;

import io.fleetfoot.agent.kexec.MachineCode.Label;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The machine code of a {@link PurgatoryCheck} and the table it reads.
 *
 * <p>It runs where nothing answers: interrupts are off, a fault resets the processor, memory is
 * mapped one to one and devices are not mapped at all. So it speaks to the machine through I/O
 * ports, and waits for each of them a bounded number of times.
 */
final class PurgatoryCode {

  // of an entry: start, eight-byte words a stream, three expected values, tail, message
  private static final int ENTRY_SIZE = 40;
  private static final int OF_WORDS = 8;
  private static final int OF_FIRST = 16;
  private static final int OF_SECOND = 20;
  private static final int OF_THIRD = 24;
  private static final int OF_TAIL = 28;
  private static final int OF_MESSAGE = 32;

  private static final Pattern SERIAL_CONSOLE =
      Pattern.compile("(?:^| )console=ttyS([0-3])(?=[ ,]|$)");
  // arch/x86/include/asm/serial.h, SERIAL_PORT_DFNS
  private static final int[] SERIAL_PORTS = {0x3f8, 0x2f8, 0x3e8, 0x2e8};

  private static final int JZ = 0x74;
  private static final int JNZ = 0x75;
  private static final int JMP = 0xeb;

  private static final int SERIAL_READS = 100_000;
  private static final int RESET_READS = 0x20000;

  private PurgatoryCode() {}

  /** Returns the I/O port of the last serial console that a command line names. */
  static OptionalInt serialPort(String commandLine) {
    Matcher matcher = SERIAL_CONSOLE.matcher(commandLine);
    OptionalInt port = OptionalInt.empty();
    while (matcher.find()) {
      port = OptionalInt.of(SERIAL_PORTS[Integer.parseInt(matcher.group(1))]);
    }
    return port;
  }

  /** Adds the call of the comparison, which goes to {@code failed} when it finds a difference. */
  static void call(MachineCode code, long table, int entries, Label compare, Label failed) {
    code.add(0x48, 0xbf).addLong(table); // movabs $table, %rdi
    code.add(0xbe).addInt(entries); // mov $entries, %esi
    code.jumpFar(compare, 0xe8); // call compare
    code.add(0x48, 0x85, 0xc0); // test %rax, %rax
    code.jumpFar(failed, 0x0f, 0x85); // jnz failed
  }

  /**
   * Adds the comparison, a function by the C calling convention: of the table's address and its
   * number of entries, it returns the address of the first entry that differs or 0. It uses no
   * register that a caller keeps, and no stack.
   */
  static void addCompare(MachineCode code, Label compare) {
    Label words = new Label();
    Label tail = new Label();
    Label bytes = new Label();
    Label verdict = new Label();
    Label found = new Label();
    code.bind(compare);
    code.add(0x48, 0x8b, 0x4f, OF_WORDS); // mov words(%rdi), %rcx
    code.add(0x48, 0x8b, 0x17); // mov (%rdi), %rdx
    code.add(0x48, 0x8d, 0x14, 0xca); // lea (%rdx,%rcx,8), %rdx: end of the first stream
    code.add(0x4c, 0x8d, 0x04, 0xca); // lea (%rdx,%rcx,8), %r8: of the second
    code.add(0x4d, 0x8d, 0x0c, 0xc8); // lea (%r8,%rcx,8), %r9: of the third
    code.add(0x83, 0xc8, 0xff); // or $-1, %eax
    code.add(0x41, 0x89, 0xc2); // mov %eax, %r10d
    code.add(0x41, 0x89, 0xc3); // mov %eax, %r11d
    code.add(0x48, 0xf7, 0xd9); // neg %rcx
    code.jump(JZ, tail);
    code.bind(words);
    code.add(0xf2, 0x48, 0x0f, 0x38, 0xf1, 0x04, 0xca); // crc32q (%rdx,%rcx,8), %rax
    code.add(0xf2, 0x4d, 0x0f, 0x38, 0xf1, 0x14, 0xc8); // crc32q (%r8,%rcx,8), %r10
    code.add(0xf2, 0x4d, 0x0f, 0x38, 0xf1, 0x1c, 0xc9); // crc32q (%r9,%rcx,8), %r11
    code.add(0x48, 0xff, 0xc1); // inc %rcx
    code.jump(JNZ, words);
    code.bind(tail);
    code.add(0x8b, 0x4f, OF_TAIL); // mov tail(%rdi), %ecx
    code.add(0x85, 0xc9); // test %ecx, %ecx
    code.jump(JZ, verdict);
    code.bind(bytes);
    code.add(0xf2, 0x45, 0x0f, 0x38, 0xf0, 0x19); // crc32b (%r9), %r11d
    code.add(0x49, 0xff, 0xc1); // inc %r9
    code.add(0xff, 0xc9); // dec %ecx
    code.jump(JNZ, bytes);
    code.bind(verdict);
    code.add(0x3b, 0x47, OF_FIRST); // cmp first(%rdi), %eax
    code.jump(JNZ, found);
    code.add(0x44, 0x3b, 0x57, OF_SECOND); // cmp second(%rdi), %r10d
    code.jump(JNZ, found);
    code.add(0x44, 0x3b, 0x5f, OF_THIRD); // cmp third(%rdi), %r11d
    code.jump(JNZ, found);
    code.add(0x48, 0x83, 0xc7, ENTRY_SIZE); // add $ENTRY_SIZE, %rdi
    code.add(0xff, 0xce); // dec %esi
    code.jump(JNZ, compare);
    code.add(0x31, 0xc0); // xor %eax, %eax
    code.add(0xc3); // ret
    code.bind(found);
    code.add(0x48, 0x89, 0xf8); // mov %rdi, %rax
    code.add(0xc3); // ret
  }

  /** Adds what follows on a difference: the entry's message, if there is a port, and the reset. */
  static void addFailure(MachineCode code, Label failed, OptionalInt serialPort) {
    code.bind(failed);
    serialPort.ifPresent(port -> addMessage(code, port));
    // arch/x86/kernel/reboot.c tries the same ways: PCI reset, keyboard controller, triple fault
    code.add(0xba).addInt(0xcf9); // mov $0xcf9, %edx
    code.add(0xb0, 0x02, 0xee); // mov $0x02, %al; out %al, (%dx)
    code.add(0xb0, 0x0e, 0xee); // mov $0x0e, %al; out %al, (%dx)
    addPause(code);
    Label full = new Label();
    Label pulse = new Label();
    code.add(0xb9).addInt(RESET_READS); // mov $RESET_READS, %ecx
    code.bind(full);
    code.add(0xe4, 0x64); // in $0x64, %al
    code.add(0xa8, 0x02); // test $2, %al: its input buffer is full
    code.jump(JZ, pulse);
    code.add(0xff, 0xc9); // dec %ecx
    code.jump(JNZ, full);
    code.bind(pulse);
    code.add(0xb0, 0xfe, 0xe6, 0x64); // mov $0xfe, %al; out %al, $0x64
    addPause(code);
    Label noTable = new Label();
    Label halt = new Label();
    code.jumpFar(noTable, 0x0f, 0x01, 0x1d); // lidt noTable(%rip)
    code.add(0xcc); // int3
    code.bind(halt);
    code.add(0xf4); // hlt
    code.jump(JMP, halt);
    code.bind(noTable).addLong(0).add(0, 0); // limit and base
  }

  private static void addMessage(MachineCode code, int port) {
    Label character = new Label();
    Label drain = new Label();
    code.add(0x48, 0x8b, 0x70, OF_MESSAGE); // mov message(%rax), %rsi
    code.add(0xba).addInt(port); // mov $port, %edx
    code.bind(character);
    code.add(0xac); // lodsb
    code.add(0x84, 0xc0); // test %al, %al
    code.jump(JZ, drain);
    code.add(0x88, 0xc4); // mov %al, %ah
    code.add(0x83, 0xc2, 0x05); // add $5, %edx: line status
    addSerialWait(code, 0x20); // room for a character
    code.add(0x83, 0xea, 0x05); // sub $5, %edx
    code.add(0x88, 0xe0); // mov %ah, %al
    code.add(0xee); // out %al, (%dx)
    code.jump(JMP, character);
    code.bind(drain);
    code.add(0x83, 0xc2, 0x05); // add $5, %edx
    addSerialWait(code, 0x40); // all sent
  }

  private static void addSerialWait(MachineCode code, int status) {
    Label read = new Label();
    Label done = new Label();
    code.add(0xb9).addInt(SERIAL_READS); // mov $SERIAL_READS, %ecx
    code.bind(read);
    code.add(0xec); // in (%dx), %al
    code.add(0xa8, status); // test $status, %al
    code.jump(JNZ, done);
    code.add(0xff, 0xc9); // dec %ecx
    code.jump(JNZ, read);
    code.bind(done);
  }

  // reading port 0x80 takes about a microsecond on hardware
  private static void addPause(MachineCode code) {
    Label read = new Label();
    code.add(0xb9).addInt(RESET_READS); // mov $RESET_READS, %ecx
    code.bind(read);
    code.add(0xe4, 0x80); // in $0x80, %al
    code.add(0xff, 0xc9); // dec %ecx
    code.jump(JNZ, read);
  }

  /** Returns the table for {@code address}, with the messages behind it. */
  static byte[] table(long address, List<RangeCrc> ranges) {
    List<byte[]> messages = ranges.stream().map(PurgatoryCode::message).toList();
    int size = ranges.size() * ENTRY_SIZE + messages.stream().mapToInt(m -> m.length).sum();
    ByteBuffer table = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    int message = ranges.size() * ENTRY_SIZE;
    for (int i = 0; i < ranges.size(); i++) {
      RangeCrc crc = ranges.get(i);
      table.putLong(crc.range().start()).putLong(crc.words());
      // the register of crc32q holds the complement of the CRC-32C
      table.putInt(~crc.value(0)).putInt(~crc.value(1)).putInt(~crc.value(2));
      table.putInt(crc.tail()).putLong(address + message);
      table.put(message, messages.get(i));
      message += messages.get(i).length;
    }
    return table.array();
  }

  private static byte[] message(RangeCrc crc) {
    return "\r\nfleetfoot: %s is not what was staged, resetting\r\n\0"
        .formatted(crc.range())
        .getBytes(StandardCharsets.US_ASCII);
  }
}
