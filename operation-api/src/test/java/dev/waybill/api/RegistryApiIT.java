package dev.waybill.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.api.ApiClient.Answer;
import dev.waybill.api.issuer.DevelopmentClient;
import dev.waybill.runtime.secrets.SecretContext;
import dev.waybill.schemas.Connection;
import dev.waybill.schemas.Json;
import dev.waybill.schemas.WebhookEndpoint;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Tokens, connections, identities and webhooks, over HTTP on a real broker. */
class RegistryApiIT extends ApiCase {
  @Test
  void issuesTokensByTheRulesOfOAuth() {
    assertThat(tokenError("grant_type=password")).isEqualTo("unsupported_grant_type");
    assertThat(tokenError("client_id=demo")).isEqualTo("invalid_request");
    assertThat(tokenError("grant_type=client_credentials&grant_type=other"))
        .isEqualTo("invalid_request");
    assertThat(tokenError("grant_type=client_credentials&client_id=demo&client_secret=no"))
        .isEqualTo("invalid_client");
    assertThat(
            tokenError(
                "grant_type=client_credentials&client_id=demo&client_secret=demo&scope=root"))
        .isEqualTo("invalid_scope");
    assertThat(api.get(demo, "/.well-known/jwks.json").body())
        .contains("RSA")
        .doesNotContain("\"d\"");
  }

  @Test
  void keepsConnectionsWithTheirFirstOwnerAndTheirCredentialsEncrypted() {
    UUID id = UUID.randomUUID();
    String path = CONNECTIONS + id;
    String body =
        "{\"source_name\":\"simulator\",\"settings\":{\"base_url\":\"http://127.0.0.1:8090/x\"},"
            + "\"credentials\":{\"api_key\":\"s3cr3t-value\"}}";
    Answer created = api.call("PUT", demo, path, body);
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    assertThat(created.body()).doesNotContain("s3cr3t").contains("\"credentials\":\"*****\"");
    assertThat(created.json().get("limits").get("burst").asInt()).isEqualTo(10);
    assertProblem(api.call("PUT", other, path, body), 404, "connection_not_found");
    assertProblem(api.get(other, path), 404, "connection_not_found");

    assertProblem(
        api.call(
            "PUT",
            demo,
            path,
            "{\"source_name\":\"simulator\",\"retry\":{\"initial_delay_ms\":400000}}"),
        422,
        "invalid_body");
    String keeps = body.replaceAll(",\"credentials\".*", ",\"description\":\"d\"}");
    Answer kept = api.call("PUT", demo, path, keeps);
    assertThat(kept.status()).as(kept.body()).isEqualTo(200);
    assertThat(kept.json().get("version").asLong()).isEqualTo(2);
    assertThat(kept.json().get("credentials").asString()).isEqualTo("*****");
    assertProblem(api.call("PUT", demo, path, keeps.replace("8090", "8091")), 422, "invalid_body");
    assertThat(api.get(demo, "/v2/integrations/connections?source_name=simulator").body())
        .contains(id.toString());

    Connection stored =
        Json.read(newest(api.plan.topics().connectionRegistry(), id), Connection.class);
    byte[] secret =
        api.opener.open(
            stored.credentials(),
            SecretContext.credentials(
                DevelopmentClient.DEMO.partnerId(), id, "http://127.0.0.1:8090"));
    assertThat(new String(secret, UTF_8)).isEqualTo("{\"api_key\":\"s3cr3t-value\"}");
  }

  @Test
  void givesAConnectionBackToItsOwnerWhenAnotherProducerTakesIt() {
    UUID id = api.connection(demo, "");
    assertGivenBack(id, () -> steal(id));
  }

  @Test
  void givesItBackAlsoWhenItWasTakenWhileNoApiWasThere() {
    UUID id = api.connection(demo, "");
    assertGivenBack(id, () -> api.restart(() -> steal(id)));
  }

  private void steal(UUID id) {
    String topic = api.plan.topics().connectionRegistry();
    String stolen =
        new String(newest(topic, id), UTF_8)
            .replace(
                DevelopmentClient.DEMO.partnerId().toString(),
                DevelopmentClient.OTHER.partnerId().toString());
    api.produce(topic, api.partition(id), id.toString(), stolen.getBytes(UTF_8));
  }

  private void assertGivenBack(UUID id, Runnable theft) {
    String topic = api.plan.topics().connectionRegistry();
    Connection stands = Json.read(newest(topic, id), Connection.class);
    theft.run();
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(records(topic, id)).hasSize(3);
          assertThat(Json.read(newest(topic, id), Connection.class)).isEqualTo(stands);
        });
    assertThat(api.get(other, CONNECTIONS + id).status()).isEqualTo(404);
    assertThat(api.get(demo, CONNECTIONS + id).status()).isEqualTo(200);
  }

  @Test
  void teachesAnIdentity() {
    UUID connection = api.connection(demo, "");
    UUID user = UUID.randomUUID();
    String path = CONNECTIONS + connection + "/resources/user/" + user;
    Answer taught = api.call("PUT", demo, path, "{\"source_id\":\"u-1\"}");
    assertThat(taught.status()).as(taught.body()).isEqualTo(200);
    assertThat(new String(newest(api.plan.topics().operationCommands(), connection), UTF_8))
        .contains("teach_identity", user.toString(), "u-1");
  }

  @Test
  void keepsWebhookSecretsToTheirCreation() {
    Answer created =
        api.call(
            "POST",
            demo,
            WEBHOOKS,
            "{\"url\":\"http://127.0.0.1:9999/hook\",\"event_names\":[\"resource_operation.*\"]}");
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    String secret = created.json().get("secret").asString();
    UUID id = UUID.fromString(created.json().get("id").asString());
    assertThat(secret).startsWith("whsec_");
    String path = WEBHOOKS + "/" + id;
    assertThat(api.get(demo, path).json().has("secret")).isFalse();
    assertThat(api.get(demo, WEBHOOKS).body()).contains(id.toString()).doesNotContain(secret);
    assertProblem(api.get(other, path), 404, "webhook_not_found");
    WebhookEndpoint stored =
        Json.read(newest(api.plan.topics().webhookRegistry(), id), WebhookEndpoint.class);
    byte[] opened =
        api.opener.open(
            stored.secrets().getFirst().secret(),
            SecretContext.webhook(DevelopmentClient.DEMO.partnerId(), id, "http://127.0.0.1:9999"));
    assertThat(new String(opened, UTF_8)).isEqualTo(secret);
    assertThat(api.call("DELETE", demo, path, null).status()).isEqualTo(204);
    assertProblem(api.get(demo, path), 404, "webhook_not_found");
    assertProblem(api.call("DELETE", demo, path, null), 404, "webhook_not_found");
  }

  @Test
  void refusesWebhooksThatLeadInside() {
    for (String url :
        List.of(
            "https://10.0.0.1/",
            "http://93.184.216.34/",
            "https://[::ffff:10.0.0.1]/",
            "ftp://x/",
            "https://user@93.184.216.34/",
            "https://169.254.169.254/latest")) {
      Answer answer =
          api.call(
              "POST",
              demo,
              WEBHOOKS,
              "{\"url\":\"%s\",\"event_names\":[\"resource_operation.failed\"]}".formatted(url));
      assertProblem(answer, 422, "invalid_body");
      assertThat(answer.pointers()).contains("/url");
    }
  }

  private static String tokenError(String form) {
    return api.send(
            HttpRequest.newBuilder(api.uri("/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)))
        .json()
        .get("error")
        .asString();
  }
}
