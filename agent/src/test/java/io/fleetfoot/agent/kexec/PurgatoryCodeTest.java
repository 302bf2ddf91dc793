package io.fleetfoot.agent.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.fleetfoot.agent.kexec.MachineCode.Label;
import io.fleetfoot.agent.kexec.testing.NativeCode;
import io.fleetfoot.agent.memory.AddressRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Runs the comparison on this machine's processor, over buffers of this process. */
class PurgatoryCodeTest {

  @Test
  void findsNothingInWhatWasStaged() throws IOException {
    for (int size = 1; size < 200; size++) {
      assertThat(firstDifferent(List.of(filled(size, size)), bytes -> {})).as("%d", size).isEmpty();
    }
    assertThat(firstDifferent(List.of(filled(1 << 20, 1), filled(12345, 2)), bytes -> {}))
        .isEmpty();
  }

  @Property(tries = 500)
  void findsABitThatFlippedAnywhere(
      @ForAll @IntRange(min = 1, max = 5000) int size, @ForAll @LongRange(min = 0) long where)
      throws IOException {
    int bit = (int) (where % (size * 8L));
    assertThat(firstDifferent(List.of(filled(size, where)), bytes -> flip(bytes.get(0), bit)))
        .hasValue(0);
  }

  @Property(tries = 100)
  void saysWhichRangeIsDifferent(
      @ForAll @IntRange(min = 0, max = 4) int which, @ForAll @IntRange(min = 0, max = 7999) int bit)
      throws IOException {
    List<Memory> ranges = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ranges.add(filled(1000 + i, i));
    }
    assertThat(firstDifferent(ranges, bytes -> flip(bytes.get(which), bit))).hasValue(which);
  }

  @Test
  void comparesWithTheCrc32cOfEachStream() {
    byte[] bytes = new byte[100];
    new Random(7).nextBytes(bytes);
    RangeCrc crc = RangeCrc.of(AddressRange.ofSize(0x1000, 100), ByteBuffer.wrap(bytes));
    assertThat(crc.words()).isEqualTo(4);
    assertThat(crc.tail()).isEqualTo(4);
    assertThat(crc.value(0)).isEqualTo(crc32c(bytes, 0, 32));
    assertThat(crc.value(1)).isEqualTo(crc32c(bytes, 32, 32));
    assertThat(crc.value(2)).isEqualTo(crc32c(bytes, 64, 36));
  }

  @Test
  void refusesARangeOfAnotherSize() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RangeCrc.of(AddressRange.ofSize(0, 8), ByteBuffer.allocate(9)))
        .withMessage("9 bytes, expected as many as there are in [0x0, 0x8)");
  }

  @Test
  void findsTheSerialPortOfTheCommandLine() {
    assertThat(PurgatoryCode.serialPort("quiet console=ttyS0")).hasValue(0x3f8);
    assertThat(PurgatoryCode.serialPort("console=ttyS1,115200n8 quiet")).hasValue(0x2f8);
    assertThat(PurgatoryCode.serialPort("console=ttyS0 console=tty0 console=ttyS3"))
        .hasValue(0x2e8);
    assertThat(PurgatoryCode.serialPort("console=tty0 myconsole=ttyS0")).isEmpty();
    assertThat(PurgatoryCode.serialPort("console=ttyS01")).isEmpty();
    assertThat(PurgatoryCode.serialPort("")).isEmpty();
  }

  @Test
  void resetsByPciThenByKeyboardControllerThenByTripleFault() {
    assertThat(failure(OptionalInt.empty()))
        .isEqualTo(
            "baf90c0000" // mov $0xcf9, %edx
                + "b002ee" // mov $0x02, %al; out %al, (%dx)
                + "b00eee" // mov $0x0e, %al; out %al, (%dx)
                + "b900000200e480ffc975fa" // mov $0x20000, %ecx; in $0x80, %al; dec %ecx; jnz
                + "b900000200" // mov $0x20000, %ecx
                + "e464a8027404ffc975f6" // in $0x64, %al; test $2, %al; jz pulse; dec %ecx; jnz
                + "b0fee664" // mov $0xfe, %al; out %al, $0x64
                + "b900000200e480ffc975fa"
                + "0f011d04000000" // lidt noTable(%rip)
                + "ccf4ebfd" // int3; hlt; jmp hlt
                + "00000000000000000000");
  }

  @Test
  void printsTheMessageBeforeTheResetAndWaitsABoundedTime() {
    assertThat(failure(OptionalInt.of(0x2f8)))
        .startsWith(
            "488b7020" // mov message(%rax), %rsi
                + "baf8020000" // mov $0x2f8, %edx
                + "ac84c0741b88c4" // lodsb; test %al, %al; jz drain; mov %al, %ah
                + "83c205" // add $5, %edx
                + "b9a0860100eca8207504ffc975f7" // at most 100,000 readings of the line status
                + "83ea0588e0eeebe0" // sub $5, %edx; mov %ah, %al; out %al, (%dx); jmp
                + "83c205b9a0860100eca8407504ffc975f7"
                + "baf90c0000");
  }

  @Test
  void doesNotPrintChecksums() {
    ByteBuffer bytes = ByteBuffer.allocateDirect(4096);
    var segment = new Segment(bytes, AddressRange.ofSize(0x200000, 4096));
    assertThat(PurgatoryCheck.of(List.of(segment)))
        .hasToString("PurgatoryCheck[RangeCrc[[0x200000, 0x201000)]]");
  }

  private interface Damage {
    void to(List<ByteBuffer> bytes);
  }

  /** Returns the number of the range that the machine code finds, by way of its message. */
  private static OptionalInt firstDifferent(List<Memory> memories, Damage damage)
      throws IOException {
    assumeThat(NativeCode.canComputeCrc32c()).as("sse4_2 in /proc/cpuinfo").isTrue();
    List<ByteBuffer> buffers = memories.stream().map(m -> m.getByteBuffer(0, m.size())).toList();
    List<RangeCrc> ranges =
        memories.stream()
            .map(
                m ->
                    RangeCrc.of(
                        AddressRange.ofSize(Pointer.nativeValue(m), m.size()),
                        m.getByteBuffer(0, m.size())))
            .toList();
    damage.to(buffers);
    try (Memory table = new Memory(8192)) {
      long address = Pointer.nativeValue(table);
      byte[] bytes = PurgatoryCode.table(address, ranges);
      table.write(0, bytes, 0, bytes.length);
      long found = run(address, ranges.size());
      if (found == 0) {
        return OptionalInt.empty();
      }
      String message = new Pointer(found).getPointer(32).getString(0);
      int range = (int) (found - address) / 40;
      assertThat(message).contains(ranges.get(range).range() + " is not what was staged");
      return OptionalInt.of(range);
    }
  }

  private static long run(long table, int entries) {
    var code = new MachineCode(512);
    var compare = new Label();
    var failed = new Label();
    PurgatoryCode.call(code, table, entries, compare, failed);
    code.add(0xc3); // ret: %rax is 0
    code.bind(failed).add(0xc3);
    PurgatoryCode.addCompare(code, compare);
    try (NativeCode mapped = NativeCode.map(code.toBytes())) {
      return mapped.call();
    }
  }

  private static String failure(OptionalInt port) {
    var code = new MachineCode(512);
    PurgatoryCode.addFailure(code, new Label(), port);
    return HexFormat.of().formatHex(code.toBytes());
  }

  private static Memory filled(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    var memory = new Memory(size);
    memory.write(0, bytes, 0, size);
    return memory;
  }

  private static void flip(ByteBuffer bytes, int bit) {
    bytes.put(bit / 8, (byte) (bytes.get(bit / 8) ^ 1 << bit % 8));
  }

  private static int crc32c(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }
}
