package dev.waybill.api.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.api.id.Ids;
import dev.waybill.schemas.Page;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pages of a list that lies in memory, in the order of ids. */
public final class IdPage {
  /** Query parameters of each list. */
  public static final String CURSOR = "cursor";

  public static final String SIZE = "size";

  /** The page sizes of the contract. */
  public static final int DEFAULT_SIZE = 300;

  public static final int MOST = 1_000;

  private static final String FORWARD = "f";
  private static final String BACKWARD = "b";

  /** Where a page has become empty, what lies on its other side is still to be had. */
  private static final String BEFORE_ALL = new UUID(0, 0).toString();

  private static final String AFTER_ALL = new UUID(-1, -1).toString();

  private IdPage() {}

  /**
   * Cuts a page.
   *
   * @param rows all that the caller may see, after filters
   */
  public static <T> Page<T> of(Stream<T> rows, Function<T, UUID> id, QueryParameters query) {
    int size = query.integer(SIZE, DEFAULT_SIZE, 1, MOST);
    Function<T, String> key = id.andThen(UUID::toString);
    List<T> sorted = rows.sorted(Comparator.comparing(key)).toList();
    Optional<Cursor> cursor = query.text(CURSOR).map(Cursor::parse);
    int from = cursor.map(c -> c.start(sorted.stream().map(key).toList(), size)).orElse(0);
    int to = Math.min(sorted.size(), from + size);
    if (cursor.isPresent() && cursor.get().backward()) {
      to =
          (int) sorted.stream().map(key).takeWhile(k -> k.compareTo(cursor.get().at()) < 0).count();
    }
    List<T> items = sorted.subList(from, to);
    return new Page<>(
        items,
        to < sorted.size()
            ? text(FORWARD, to > 0 ? key.apply(sorted.get(to - 1)) : BEFORE_ALL)
            : null,
        from > 0
            ? text(BACKWARD, from < sorted.size() ? key.apply(sorted.get(from)) : AFTER_ALL)
            : null);
  }

  private static @Nullable String text(String direction, String id) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString((direction + id).getBytes(UTF_8));
  }

  /** After which id, or before which, a page lies. */
  private record Cursor(boolean backward, String at) {
    static Cursor parse(String text) {
      try {
        String plain = new String(Base64.getUrlDecoder().decode(text), UTF_8);
        boolean backward = plain.startsWith(BACKWARD);
        if ((backward || plain.startsWith(FORWARD)) && Ids.parse(plain.substring(1)).isPresent()) {
          return new Cursor(backward, plain.substring(1));
        }
      } catch (IllegalArgumentException e) {
        // told below
      }
      throw new RefusedException(
          ProblemCode.INVALID_CURSOR, "use a cursor as it was answered, or none");
    }

    int start(List<String> ids, int size) {
      int before = (int) ids.stream().takeWhile(id -> id.compareTo(at) < 0).count();
      if (backward) {
        return Math.max(0, before - size);
      }
      return before < ids.size() && ids.get(before).equals(at) ? before + 1 : before;
    }
  }
}
