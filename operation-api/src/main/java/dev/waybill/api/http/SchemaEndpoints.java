package dev.waybill.api.http;

import dev.waybill.schemas.SchemaFiles;
import java.util.List;
import java.util.Map;

/** {@code GET /schemas/…}: the JSON Schemas of the contract, open to everybody. */
public final class SchemaEndpoints {
  private SchemaEndpoints() {}

  /** The rows of the table of endpoints. */
  public static List<Endpoint> endpoints() {
    return List.of(
        new Endpoint("GET", "/schemas", null, call -> Answer.ok(Map.of("items", ids()))),
        new Endpoint("GET", "/schemas/{folder}/{file}", null, SchemaEndpoints::one));
  }

  private static List<String> ids() {
    return SchemaFiles.names().stream().map(SchemaFiles::id).toList();
  }

  private static Answer one(Call call) {
    String file = call.path("folder") + "/" + call.path("file");
    return SchemaFiles.names().stream()
        .filter(name -> file.equals(name + SchemaFiles.SUFFIX))
        .findFirst()
        .map(name ->
            Answer.ok(SchemaFiles.bytes(name)).with("Content-Type", "application/schema+json"))
        .orElseThrow(() ->
            new RefusedException(
                ProblemCode.NOT_FOUND, "there is no such schema; GET /schemas lists them"));
  }
}
