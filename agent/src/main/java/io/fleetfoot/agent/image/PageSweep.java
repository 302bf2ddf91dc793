package io.fleetfoot.agent.image;

import java.nio.MappedByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets go of a mapping's pages every few milliseconds, on a thread of its own, while another goes
 * through them in one native call that takes no pause for it.
 */
final class PageSweep implements AutoCloseable {
  private static final long PAUSE_MILLIS = 5;
  private static final int SMALL = 4 << 20;

  private final PageRelease pages;
  private final MappedByteBuffer mapped;
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread thread = new Thread(this::sweep, "page-sweep");

  private PageSweep(PageRelease pages, MappedByteBuffer mapped) {
    this.pages = pages;
    this.mapped = mapped;
  }

  /** Begins, until it is closed; a small mapping's pages may stay until then. */
  static PageSweep over(MappedByteBuffer mapped, PageRelease pages) {
    var sweep = new PageSweep(pages, mapped);
    if (mapped.capacity() > SMALL) {
      sweep.thread.setDaemon(true);
      sweep.thread.start();
    }
    return sweep;
  }

  private void sweep() {
    try {
      while (!done.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        pages.letGo(mapped);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it; the pages are let go once more when it has. */
  @Override
  public void close() {
    done.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    pages.letGo(mapped);
  }
}
