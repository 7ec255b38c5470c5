package dev.waybill.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.schemas.Page;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IdPageTest {
  private static final List<UUID> ALL =
      LongStream.rangeClosed(1, 9).mapToObj(i -> new UUID(0, i)).toList();

  @Test
  void goesForthAndBack() {
    Page<UUID> first = page(ALL, null);
    Page<UUID> second = page(ALL, first.nextPage());
    Page<UUID> third = page(ALL, second.nextPage());
    assertThat(first.items()).isEqualTo(ALL.subList(0, 4));
    assertThat(first.previousPage()).isNull();
    assertThat(second.items()).isEqualTo(ALL.subList(4, 8));
    assertThat(third.items()).isEqualTo(ALL.subList(8, 9));
    assertThat(third.nextPage()).isNull();
    assertThat(page(ALL, third.previousPage()).items()).isEqualTo(second.items());
    assertThat(page(ALL, second.previousPage()).items()).isEqualTo(first.items());
  }

  @Test
  void anEmptyPageStillLeadsToWhatIsLeft() {
    Page<UUID> second = page(ALL, page(ALL, null).nextPage());
    List<UUID> left = ALL.subList(4, 9);
    Page<UUID> back = page(left, second.previousPage());
    assertThat(back.items()).isEmpty();
    assertThat(back.previousPage()).isNull();
    assertThat(page(left, back.nextPage()).items()).isEqualTo(left.subList(0, 4));

    List<UUID> begin = ALL.subList(0, 4);
    Page<UUID> behind = page(begin, page(ALL, null).nextPage());
    assertThat(behind.items()).isEmpty();
    assertThat(behind.nextPage()).isNull();
    assertThat(page(begin, behind.previousPage()).items()).isEqualTo(begin);
  }

  private static Page<UUID> page(List<UUID> rows, @Nullable String cursor) {
    Map<String, List<String>> query =
        cursor == null
            ? Map.of(IdPage.SIZE, List.of("4"))
            : Map.of(IdPage.SIZE, List.of("4"), IdPage.CURSOR, List.of(cursor));
    return IdPage.of(
        Stream.of(rows).flatMap(List::stream),
        Function.identity(),
        new QueryParameters(query, List.of(IdPage.SIZE, IdPage.CURSOR)));
  }
}
