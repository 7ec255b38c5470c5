package dev.waybill.api.operations;

import dev.waybill.api.http.Answer;
import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.api.view.QueuedOperation;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.OperationRequest;
import dev.waybill.schemas.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers what would become of a write (CONTRACT 3.1): its references are resolved and it is
 * translated; nothing is sent, and nothing kept. Thread-safe.
 */
public final class DryRuns {
  private final Operations operations;
  private final Identities identities;
  private final Translator translator;

  /** Makes it; the translator stays the caller's. */
  public DryRuns(Operations operations, Identities identities, Translator translator) {
    this.operations = operations;
    this.identities = identities;
    this.translator = translator;
  }

  /**
   * The operation that would be made, with the request that would be sent.
   *
   * @throws RefusedException 404 if the resource to be updated is not known; 422 if it refers to
   *     what is not known or failed, or the TSP cannot be asked this; 501 if there is no adapter in
   *     this process
   */
  Answer answer(Submissions.Prepared prepared) {
    OperationRequest request = prepared.request();
    Connection connection = prepared.connection();
    DryReferences references = DryReferences.of(request, operations, identities);
    Translator.Result result =
        translator.translate(
            new Translator.Asked(
                connection,
                request.resource(),
                request.operationType(),
                references.sent(),
                references.sentTarget(),
                request.id().toString()));
    return switch (result) {
      case Translator.Result.NoAdapter() ->
          throw new RefusedException(
              ProblemCode.NOT_IMPLEMENTED,
              "this process has no adapter '%s' to translate with; nothing was sent"
                  .formatted(connection.sourceName()));
      case Translator.Result.Impossible(List<FieldError> problems) ->
          throw new RefusedException(
              ProblemCode.OPERATION_INVALID, "the TSP cannot be asked this; see errors", problems);
      case Translator.Result.Translated(Translator.Request translated, List<String> warnings) -> {
        List<String> all = new ArrayList<>(references.warnings());
        all.addAll(warnings);
        yield Answer.ok(shown(request, connection, references, all, translated));
      }
    };
  }

  private static ObjectNode shown(
      OperationRequest request,
      Connection connection,
      DryReferences references,
      List<String> warnings,
      Translator.Request translated) {
    ObjectNode shown = Json.mapper().valueToTree(QueuedOperation.of(request, connection));
    shown.set("payload", references.shown());
    if (references.target() != null) {
      shown.put("source_id", references.target());
    }
    shown.set("warnings", Json.mapper().valueToTree(warnings));
    shown.set("translated_request", Json.mapper().valueToTree(translated));
    return shown;
  }
}
