package dev.waybill.system;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * Holds the audit trail to what was called: each write by somebody known leaves one line with who,
 * what, how it ended, the id of what was made, and the request's id; nothing else leaves any. Safe
 * for use by many threads.
 */
final class AuditJudge {
  private static final Set<String> READS = Set.of("GET", "HEAD");
  private static final Pattern LINE =
      Pattern.compile(
          ".* write: partner_id=[0-9a-f-]{36} subject=\\S+ method=(\\S+) path=(\\S+)"
              + " status=(\\d+) request_id=(\\S+)(.*)");

  private final SharedWaybill waybill;
  private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();

  AuditJudge(SharedWaybill waybill) {
    this.waybill = waybill;
  }

  private record Seen(boolean audited, ApiCall call, ApiAnswer answer) {
    String requestId() {
      return answer.header("x-request-id").orElse("");
    }
  }

  private record Line(String method, String path, int status, String rest) {}

  /**
   * Notes a call that was answered.
   *
   * @param open whether nobody was asked who calls
   */
  void saw(boolean open, ApiCall call, ApiAnswer answer) {
    if (call.url().equals(waybill.process().url())) {
      boolean audited = !open && answer.status() != 401 && !READS.contains(call.method());
      seen.add(new Seen(audited, call, answer));
    }
  }

  /** What is wrong with the trail of all that was noted; waits until it is whole. */
  List<String> problems() {
    Awaitility.await("the trail")
        .atMost(ApiCall.LIMIT)
        .until(() -> lines().keySet().containsAll(ids()));
    Map<String, List<Line>> lines = lines();
    List<String> wrong = new ArrayList<>();
    for (Seen one : seen) {
      List<Line> own = lines.getOrDefault(one.requestId(), List.of());
      if (own.size() != (one.audited() ? 1 : 0)) {
        wrong.add(one.call() + " left " + own);
      } else if (one.audited()) {
        judge(one, own.getFirst(), wrong);
      }
    }
    return wrong;
  }

  private List<String> ids() {
    return seen.stream().filter(Seen::audited).map(Seen::requestId).toList();
  }

  private static void judge(Seen one, Line line, List<String> wrong) {
    boolean fits =
        line.method().equals(one.call().method())
            && line.path().equals(one.call().path().split("[?]", 2)[0])
            && line.status() == one.answer().status();
    String made = one.answer().header("location").orElse("").replaceAll(".*/", "");
    if (!fits || !(line.path() + line.rest()).contains(made)) {
      wrong.add(one.call() + " left " + line + ", and made '" + made + "'");
    }
  }

  private Map<String, List<Line>> lines() {
    Map<String, List<Line>> lines = new HashMap<>();
    for (String text : waybill.process().lines()) {
      Matcher line = LINE.matcher(text);
      if (text.contains(" write: ") && line.matches()) {
        lines
            .computeIfAbsent(line.group(4), id -> new ArrayList<>())
            .add(
                new Line(
                    line.group(1), line.group(2), Integer.parseInt(line.group(3)), line.group(5)));
      }
    }
    return lines;
  }
}
