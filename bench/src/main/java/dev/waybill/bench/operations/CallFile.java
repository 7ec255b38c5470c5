package dev.waybill.bench.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Every call that was made, by the number of its operation, written before it goes on: it outlives
 * the process that is killed while it calls. Safe for many threads, and for one process after
 * another.
 */
final class CallFile implements IntConsumer {
  private final FileChannel channel;

  private CallFile(FileChannel channel) {
    this.channel = channel;
  }

  /** Goes on behind what is there. */
  static CallFile append(Path file) {
    try {
      return new CallFile(
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    } catch (IOException e) {
      throw new UncheckedIOException("calls cannot be noted", e);
    }
  }

  @Override
  public void accept(int number) {
    try {
      channel.write(ByteBuffer.allocate(Integer.BYTES).putInt(number).flip());
    } catch (IOException e) {
      throw new UncheckedIOException("a call cannot be noted", e);
    }
  }

  /**
   * What a file holds.
   *
   * @param operations that were called
   * @param repeats of a call that had been made already for the same operation
   */
  record Calls(long operations, long repeats) {}

  static Calls read(Path file) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      int[] numbers = new int[bytes.remaining() / Integer.BYTES];
      bytes.asIntBuffer().get(numbers);
      long operations = Arrays.stream(numbers).distinct().count();
      return new Calls(operations, numbers.length - operations);
    } catch (IOException e) {
      throw new UncheckedIOException("calls cannot be read", e);
    }
  }
}
