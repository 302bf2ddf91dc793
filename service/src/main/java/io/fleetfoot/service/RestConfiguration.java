package io.fleetfoot.service;

import io.fleetfoot.service.scheduler.IdempotencyKeys;
import io.fleetfoot.service.scheduler.SettledTransitions;
import io.fleetfoot.service.scheduler.TransitionFeed;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.SchedulingConfigurer;

/** Lets the event stream beat, and forgets idempotency keys whose time is over. */
@Configuration(proxyBeanMethods = false)
class RestConfiguration {

  private static final Logger log = LoggerFactory.getLogger(RestConfiguration.class);
  private static final Duration BEAT = Duration.ofMillis(250);
  private static final Duration PRUNE = Duration.ofMinutes(10);
  private static final int PLACES = 256;

  @Bean
  TransitionFeed transitionFeed(SettledTransitions transitions) {
    return new TransitionFeed(transitions, PLACES);
  }

  @Bean
  SchedulingConfigurer restBeats(TransitionFeed feed, IdempotencyKeys keys) {
    return tasks -> {
      tasks.addFixedDelayTask(() -> attempt("the event stream", feed::beat), BEAT);
      tasks.addFixedDelayTask(() -> attempt("pruning of idempotency keys", keys::prune), PRUNE);
    };
  }

  /** Ends the streams before the web server waits for its open exchanges. */
  @Bean
  SmartLifecycle eventStreamEnd(TransitionFeed feed) {
    return new SmartLifecycle() {

      private volatile boolean running;

      @Override
      public void start() {
        running = true;
      }

      @Override
      public void stop() {
        running = false;
        feed.end();
      }

      @Override
      public boolean isRunning() {
        return running;
      }
    };
  }

  private static void attempt(String what, Runnable beat) {
    try {
      beat.run();
    } catch (DataAccessException e) {
      log.warn("{} is due again at the next beat: {}", what, e.toString());
    } catch (RuntimeException e) {
      log.error("{} failed and is due again at the next beat", what, e);
    }
  }
}
