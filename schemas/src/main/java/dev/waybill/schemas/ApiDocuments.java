package dev.waybill.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The two documents that tell of the REST API and of the topics. They refer to the JSON Schemas by
 * paths that are right beside them, such as {@code schemas/rest/problem.schema.json}. Thread-safe.
 */
public final class ApiDocuments {
  /** What the references of both documents start at, to whoever does not fetch them. */
  public static final String BASE = "https://waybill.dev/";

  /** Parts of one YAML document, to be read one below the other. */
  private static final List<String> OPENAPI_PARTS =
      List.of(
          "/openapi/1-about.yaml",
          "/openapi/2-telematics.yaml",
          "/openapi/3-operations.yaml",
          "/openapi/4-connections.yaml",
          "/openapi/5-webhooks.yaml",
          "/openapi/6-documents.yaml",
          "/openapi/7-components.yaml");

  private static final List<String> ASYNCAPI_PARTS = List.of("/asyncapi/asyncapi.yaml");

  private ApiDocuments() {}

  /** The REST API by OpenAPI 3.1, YAML in UTF-8. */
  public static byte[] openApi() {
    return joined(OPENAPI_PARTS);
  }

  /** The topics by AsyncAPI 3.0, YAML in UTF-8. */
  public static byte[] asyncApi() {
    return joined(ASYNCAPI_PARTS);
  }

  private static byte[] joined(List<String> parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (String part : parts) {
      try (InputStream in = ApiDocuments.class.getResourceAsStream(part)) {
        if (in == null) {
          throw new IllegalStateException("not on the class path: " + part);
        }
        in.transferTo(whole);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return whole.toByteArray();
  }
}
