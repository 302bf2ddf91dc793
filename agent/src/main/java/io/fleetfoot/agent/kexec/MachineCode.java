package io.fleetfoot.agent.kexec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** x86_64 machine code in the making: bytes, and jumps that are filled in when it is complete. */
final class MachineCode {

  /** A place in the code, which may be jumped to before it is known. */
  static final class Label {
    private int place = -1;
  }

  private record Jump(int at, int width, Label to) {}

  private final ByteBuffer bytes;
  private final List<Jump> jumps = new ArrayList<>();

  /** Starts with nothing; there is room for {@code size} bytes. */
  MachineCode(int size) {
    bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Adds bytes, each the low eight bits of a number. */
  MachineCode add(int... code) {
    for (int b : code) {
      bytes.put((byte) b);
    }
    return this;
  }

  /** Adds four bytes, the lowest first. */
  MachineCode addInt(int value) {
    bytes.putInt(value);
    return this;
  }

  /** Adds eight bytes, the lowest first. */
  MachineCode addLong(long value) {
    bytes.putLong(value);
    return this;
  }

  /** Says that {@code label} is here. */
  MachineCode bind(Label label) {
    label.place = bytes.position();
    return this;
  }

  /** Adds an instruction with a one-byte opcode and a distance of one byte. */
  MachineCode jump(int opcode, Label to) {
    return distance(add(opcode), 1, to);
  }

  /** Adds an instruction whose opcode is given and whose distance has four bytes. */
  MachineCode jumpFar(Label to, int... opcode) {
    return distance(add(opcode), 4, to);
  }

  private MachineCode distance(MachineCode code, int width, Label to) {
    jumps.add(new Jump(bytes.position(), width, to));
    bytes.position(bytes.position() + width);
    return code;
  }

  /**
   * Returns the code.
   *
   * @throws IllegalStateException if a jump goes nowhere or farther than its distance can say
   */
  byte[] toBytes() {
    for (Jump jump : jumps) {
      int distance = jump.to().place - (jump.at() + jump.width());
      if (jump.to().place < 0 || jump.width() == 1 && distance != (byte) distance) {
        throw new IllegalStateException(
            "a jump at 0x%x cannot go to 0x%x".formatted(jump.at(), jump.to().place));
      }
      if (jump.width() == 1) {
        bytes.put(jump.at(), (byte) distance);
      } else {
        bytes.putInt(jump.at(), distance);
      }
    }
    byte[] code = new byte[bytes.position()];
    bytes.get(0, code);
    return code;
  }
}
