package dev.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.runtime.config.Setting;
import dev.waybill.standalone.StandaloneSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/guarantees.md} promises nothing whose proof is not there. */
final class GuaranteesPageTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:IT|Test))(?:\\.(\\w+))?`");
  private static final Pattern NUMBER =
      Pattern.compile("^\\| `([a-z_.]+)` \\| (\\S+) \\|", Pattern.MULTILINE);

  private final String page = read(ROOT.resolve("docs/guarantees.md"));

  @Test
  void everyTestThatItNamesExists() throws IOException {
    Map<String, String> sources = testSources();
    List<MatchResult> named = TEST.matcher(page).results().toList();
    assertThat(named).hasSizeGreaterThan(20);
    assertThat(named)
        .allSatisfy(one -> {
          String method = one.group(2);
          assertThat(sources.getOrDefault(one.group(1), ""))
              .as(one.group())
              .contains(method == null ? "class " + one.group(1) : "void " + method + "(");
        });
  }

  @Test
  void everyGuaranteeNamesTestsOfItsOwn() {
    List<String> sections = List.of(page.split("\n## ", -1));
    for (int number = 1; number <= 8; number++) {
      String heading = "G" + number + " ";
      assertThat(sections)
          .filteredOn(section -> section.startsWith(heading))
          .singleElement()
          .satisfies(section -> assertThat(TEST.matcher(section).find()).as(heading).isTrue());
    }
  }

  @Test
  void itsNumbersAreTheDefaults() {
    Map<String, String> defaults =
        StandaloneSettings.all().stream()
            .collect(Collectors.toMap(Setting::key, Setting::defaultText));
    Matcher numbers = NUMBER.matcher(page);
    int seen = 0;
    while (numbers.find()) {
      assertThat(defaults).containsEntry(numbers.group(1), numbers.group(2));
      seen++;
    }
    assertThat(seen).isGreaterThan(5);
  }

  /** Name → text of every test of every module. */
  static Map<String, String> testSources() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path tests : modules.map(module -> module.resolve("src/test/java")).toList()) {
        if (Files.isDirectory(tests)) {
          try (Stream<Path> files = Files.walk(tests)) {
            files
                .filter(file -> file.toString().endsWith(".java"))
                .forEach(file ->
                    sources.put(file.getFileName().toString().replace(".java", ""), read(file)));
          }
        }
      }
    }
    return sources;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
