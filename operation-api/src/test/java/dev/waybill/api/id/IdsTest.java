package dev.waybill.api.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
  private static final String ID = "0f8fad5b-d9cb-469f-a165-70867728950e";

  @Test
  void readsEitherCase() {
    assertThat(Ids.parse(ID)).contains(UUID.fromString(ID));
    assertThat(Ids.parse("0F8FAD5B-D9CB-469F-A165-70867728950E")).contains(UUID.fromString(ID));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1-1-1-1-1",
        "0f8fad5b-d9cb-469f-a165-70867728950",
        "0f8fad5b-d9cb-469f-a165-70867728950e0",
        "0f8fad5bad9cb-469f-a165-70867728950e",
        "0f8fad5b-d9cb-469f-a165-70867728950g",
        "0f8fad5b-d9cb-469f-a165-7086772895-e",
        "0f8fad5b-d9cb-469f-a165-7086772895\u0660e",
        "{0f8fad5b-d9cb-469f-a165-70867728950}",
        " f8fad5b-d9cb-469f-a165-70867728950e"
      })
  void takesNothingElse(String text) {
    assertThat(Ids.parse(text)).isEmpty();
  }
}
