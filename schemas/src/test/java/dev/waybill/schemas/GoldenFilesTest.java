package dev.waybill.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JavaType;

/**
 * What travels, pinned in files, so that a change on the wire is seen in a review. To change one on
 * purpose, run with {@code -Dwaybill.golden.write=true}, then read the diff.
 */
class GoldenFilesTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden");

  static List<Samples.Sample> samples() {
    return Samples.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void writesWhatTheGoldenFileSays(Samples.Sample sample) throws IOException {
    String written = pretty(sample.value());
    if (Boolean.getBoolean("waybill.golden.write")) {
      Files.writeString(FOLDER.resolve(sample.golden() + ".json"), written);
    }

    assertThat(written).isEqualTo(golden(sample));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void readsBackFromTheGoldenFileWhatWasWritten(Samples.Sample sample) {
    JavaType type = Json.mapper().constructType(sample.type());

    Object read = Json.mapper().readValue(golden(sample), type);

    assertThat(read).isEqualTo(sample.value());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void goldenFilesObeyTheirSchema(Samples.Sample sample) {
    assertThat(
            SchemaJudge.judge(
                SchemaFiles.id(sample.schema()), Json.mapper().readTree(golden(sample))))
        .isEmpty();
  }

  @Test
  void eachGoldenFileHasItsSample() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              samples().stream().map(sample -> sample.golden() + ".json").toList());
    }
  }

  private static String pretty(Object value) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    return Json.mapper().writer().with(printer).writeValueAsString(value) + "\n";
  }

  private static String golden(Samples.Sample sample) {
    try {
      return Files.readString(FOLDER.resolve(sample.golden() + ".json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
