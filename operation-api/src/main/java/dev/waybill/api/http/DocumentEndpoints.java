package dev.waybill.api.http;

import dev.waybill.schemas.ApiDocuments;
import dev.waybill.schemas.SchemaFiles;
import java.util.List;
import java.util.Map;

/** The contract itself, open to everybody: OpenAPI, AsyncAPI and their JSON Schemas. */
public final class DocumentEndpoints {
  private static final String YAML = "application/yaml";

  private DocumentEndpoints() {}

  /** The rows of the table of endpoints. */
  public static List<Endpoint> endpoints() {
    byte[] openApi = ApiDocuments.openApi();
    byte[] asyncApi = ApiDocuments.asyncApi();
    return List.of(
        new Endpoint("GET", "/openapi.yaml", null, call -> yaml(openApi)),
        new Endpoint("GET", "/asyncapi.yaml", null, call -> yaml(asyncApi)),
        new Endpoint("GET", "/schemas", null, call -> Answer.ok(Map.of("items", ids()))),
        new Endpoint("GET", "/schemas/{folder}/{file}", null, DocumentEndpoints::one));
  }

  private static Answer yaml(byte[] document) {
    return Answer.ok(document).with("Content-Type", YAML);
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
