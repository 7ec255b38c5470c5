package dev.waybill.api.view;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.waybill.schemas.Json;
import dev.waybill.schemas.Page;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a page of a list without reading what is on it: three hundred operations are a quarter of
 * a megabyte, and come from the store as they go over the wire.
 */
final class ListedPage {
  private static final int AROUND = 512;

  private ListedPage() {}

  /** The page as JSON. */
  static byte[] write(Page<ListedOperation> page) {
    int length = page.items().stream().mapToInt(item -> item.json().length + 1).sum();
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + AROUND);
    out.writeBytes(ascii("{\"items\":["));
    String between = "";
    for (ListedOperation item : page.items()) {
      out.writeBytes(ascii(between));
      out.writeBytes(item.json());
      between = ",";
    }
    out.writeBytes(ascii("],\"next_page\":"));
    out.writeBytes(cursor(page.nextPage()));
    out.writeBytes(ascii(",\"previous_page\":"));
    out.writeBytes(cursor(page.previousPage()));
    out.write('}');
    return out.toByteArray();
  }

  private static byte[] cursor(@Nullable String cursor) {
    return cursor == null ? ascii("null") : Json.write(cursor);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
