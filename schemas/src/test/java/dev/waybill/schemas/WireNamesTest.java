package dev.waybill.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The names that are on the wire, said a second time, so that a change is on purpose. */
class WireNamesTest {
  private static final Map<Class<? extends Enum<?>>, String> NAMES =
      Map.ofEntries(
          Map.entry(AttemptMode.class, "execute reconcile"),
          Map.entry(AttemptStatus.class, "success failed"),
          Map.entry(BreakerStatus.class, "closed open half_open"),
          Map.entry(CommandType.class, "teach_identity cancel expedite retry"),
          Map.entry(ConnectionStatus.class, "active paused suspended deleted"),
          Map.entry(DeliveryStatus.class, "succeeded retrying failed"),
          Map.entry(ErrorType.class, "auth validation network tsp unknown"),
          Map.entry(
              FailureCode.class,
              "rejected retries_exhausted expired cancelled unknown_outcome unauthorized"
                  + " dependency_failed unknown_connection connection_deleted invalid_request"
                  + " busy"),
          Map.entry(OperationStatus.class, "pending success failed"),
          Map.entry(OperationType.class, "create update"),
          Map.entry(Ordering.class, "per_resource strict none"),
          Map.entry(
              OutcomeKind.class,
              "succeeded rejected throttled retryable unauthorized not_started unknown"
                  + " not_happened"),
          Map.entry(Phase.class, "queued waiting dispatched retrying done"),
          Map.entry(Priority.class, "low normal high"),
          Map.entry(ReplayChoice.class, "failed missing all"),
          Map.entry(ReplayStatus.class, "running done cancelled failed"),
          Map.entry(ReportKind.class, "started finished fence"),
          Map.entry(
              Resource.class,
              "vehicle trailer user message group_message dvir_log fuel_transaction workflow"),
          Map.entry(ShareLevel.class, "read read_write"),
          Map.entry(WaitReason.class, "limit cap order reference retry breaker paused suspended"),
          Map.entry(WebhookOrdering.class, "none per_operation strict"),
          Map.entry(WebhookStatus.class, "active paused disabled deleted"));

  static List<Class<? extends Enum<?>>> enums() {
    return List.copyOf(NAMES.keySet());
  }

  @ParameterizedTest
  @MethodSource("enums")
  void enumsAreWrittenAndReadByTheirWireNames(Class<? extends Enum<?>> type) {
    List<String> written =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> Json.mapper().valueToTree(constant).asString())
            .toList();

    assertThat(written).containsExactly(NAMES.get(type).split(" "));
    assertThat(written.stream().map(name -> (Object) Json.mapper().convertValue(name, type)))
        .containsExactly((Object[]) type.getEnumConstants());
  }

  @Test
  void everyEnumIsPinned() {
    assertThat(PackageClasses.all().filter(Class::isEnum))
        .containsExactlyInAnyOrderElementsOf(NAMES.keySet());
  }
}
