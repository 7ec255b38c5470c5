package dev.waybill.api;

import dev.waybill.runtime.config.Settings;
import dev.waybill.runtime.health.HealthRegistry;
import dev.waybill.runtime.kafka.KafkaClients;
import dev.waybill.runtime.secrets.SecretSealer;
import dev.waybill.schemas.TopicPlan;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What the API is given by the process that it runs in.
 *
 * @param plan the topics, which must be there when the API starts
 * @param sealer encrypts credentials and webhook secrets
 * @param random must not be guessable: ids and secrets are made of it; thread-safe
 * @param listenHost where the API's routes will be served
 * @param dataFolder of the API alone
 */
public record ApiContext(
    Settings settings,
    TopicPlan plan,
    KafkaClients kafka,
    SecretSealer sealer,
    MeterRegistry meters,
    HealthRegistry health,
    InstantSource clock,
    RandomGenerator random,
    String listenHost,
    Path dataFolder) {}
