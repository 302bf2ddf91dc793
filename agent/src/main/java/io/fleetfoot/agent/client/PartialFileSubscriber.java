package io.fleetfoot.agent.client;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Appends a response's body to a partial file as it comes; nothing is held on the heap. */
final class PartialFileSubscriber implements BodySubscriber<String> {
  private final PartialFile file;
  private final CompletableFuture<String> done = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  PartialFileSubscriber(PartialFile file) {
    this.file = file;
  }

  @Override
  public CompletionStage<String> getBody() {
    return done;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    try {
      for (ByteBuffer buffer : buffers) {
        file.append(buffer);
      }
    } catch (IOException e) {
      if (subscription != null) {
        subscription.cancel();
      }
      done.completeExceptionally(e);
    }
  }

  @Override
  public void onError(Throwable error) {
    done.completeExceptionally(error);
  }

  @Override
  public void onComplete() {
    done.complete("");
  }
}
