package dev.waybill.emitter.sending;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.client5.http.impl.io.LenientHttpResponseParser;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.HttpMessageParserFactory;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of an answer, with all that goes ahead of it, and gives up once it is too long as
 * a whole: bounds of a line and of the number of lines alone would let a receiver make us hold
 * their product, or read provisional answers for as long as it likes.
 */
final class BoundedHeads implements HttpMessageParserFactory<ClassicHttpResponse> {
  /** What is read for a head at most; the buffer reads ahead, so it may have some of the body. */
  static final int MAX_BYTES = 32 * 1024;

  /** What a provisional answer (1xx) counts beside its bytes, so that these have an end, too. */
  private static final int SHORTEST_HEAD = 256;

  private final Http1Config config;

  BoundedHeads(Http1Config config) {
    this.config = config;
  }

  @Override
  public HttpMessageParser<ClassicHttpResponse> create() {
    return new Parser(config);
  }

  @Override
  @SuppressWarnings("deprecation") // to be implemented all the same
  public HttpMessageParser<ClassicHttpResponse> create(Http1Config ignored) {
    return create();
  }

  /** Of one connection, which has one exchange at a time. */
  private static final class Parser extends LenientHttpResponseParser {
    private int left = MAX_BYTES;

    Parser(Http1Config config) {
      super(config);
    }

    @Override
    @SuppressWarnings("NullAway") // the library says nothing of null, and answers it at the end
    public @Nullable ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in)
        throws IOException, HttpException {
      ClassicHttpResponse head = super.parse(buffer, new Counted(in));
      if (head == null || head.getCode() >= HttpStatus.SC_OK) {
        left = MAX_BYTES; // before that, what came was an answer ahead of the answer
      } else {
        spend(SHORTEST_HEAD); // it may lie in the buffer already
      }
      return head;
    }

    private void spend(int bytes) throws MessageConstraintException {
      left -= bytes;
      if (left < 0) {
        throw new MessageConstraintException("the head of the answer is too long");
      }
    }

    private final class Counted extends FilterInputStream {
      Counted(InputStream in) {
        super(in);
      }

      @Override
      public int read() throws IOException {
        int read = super.read();
        spend(1);
        return read;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        spend(Math.max(0, read));
        return read;
      }
    }
  }
}
