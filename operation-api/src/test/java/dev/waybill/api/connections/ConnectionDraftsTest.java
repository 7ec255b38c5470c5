package dev.waybill.api.connections;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.api.http.RefusedException;
import dev.waybill.runtime.secrets.SecretKeys;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.Problem.FieldError;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionDraftsTest {
  private static final UUID PARTNER = UUID.randomUUID();
  private static final UUID CONNECTION = UUID.randomUUID();
  private static final String AT = ",\"settings\":{\"base_url\":\"http://127.0.0.1:8090/x\"}";

  @TempDir Path folder;

  @BeforeEach
  void makeKeys() {
    SecretKeys.createIfMissing(folder);
  }

  @Test
  void credentialsAreKeptWithTheirAdapterAndAddress() {
    Connection present = present();
    String described = "{\"source_name\":\"simulator\",\"description\":\"d\"%s}";
    assertThat(next(described.formatted(AT), present).credentials())
        .isEqualTo(present.credentials());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"source_name\":\"other\",\"settings\":{\"base_url\":\"http://127.0.0.1:8090/x\"}}",
        "{\"source_name\":\"simulator\",\"settings\":{\"base_url\":\"http://127.0.0.1:8091/x\"}}",
        "{\"source_name\":\"simulator\"}",
      })
  void withAnotherAdapterOrAddressTheyAreAskedForAnew(String body) {
    Connection present = present();
    assertThatThrownBy(() -> next(body, present))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e ->
                assertThat(e.errors())
                    .extracting(FieldError::pointer, FieldError::code)
                    .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("/credentials", "required")));
  }

  private Connection present() {
    return next(
        "{\"source_name\":\"simulator\",\"credentials\":{\"api_key\":\"k\"}" + AT + "}", null);
  }

  private Connection next(String body, @Nullable Connection present) {
    ConnectionDrafts drafts =
        new ConnectionDrafts(
            SecretKeys.sealer(folder.resolve(SecretKeys.PUBLIC_FILE)),
            InstantSource.fixed(Instant.parse("2026-11-22T10:15:30Z")));
    return drafts.next(
        PARTNER, CONNECTION, Json.read(body.getBytes(UTF_8), ConnectionBody.class), present);
  }
}
