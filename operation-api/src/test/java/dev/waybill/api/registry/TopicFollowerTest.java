package dev.waybill.api.registry;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.waybill.runtime.kafka.KafkaClients;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class TopicFollowerTest {
  @Test
  void closesThoughItNeverStarted() {
    Map<String, Object> settings = Map.of("bootstrap.servers", "127.0.0.1:1");
    try (Admin admin = Admin.create(settings)) {
      TopicFollower follower =
          new TopicFollower("r", "t", 1, new KafkaClients(settings), admin, record -> {});
      assertThatCode(follower::close).doesNotThrowAnyException();
    }
  }
}
