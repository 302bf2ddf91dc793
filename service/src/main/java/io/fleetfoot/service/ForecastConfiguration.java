package io.fleetfoot.service;

import io.fleetfoot.service.scheduler.FleetMeters;
import io.fleetfoot.service.scheduler.ForecastRepository;
import io.fleetfoot.service.scheduler.HostDownTimes;
import io.fleetfoot.service.scheduler.LiveForecasts;
import io.fleetfoot.service.scheduler.RebootRepository;
import io.fleetfoot.service.scheduler.RolloutForecasts;
import io.fleetfoot.service.scheduler.RolloutRepository;
import io.fleetfoot.service.scheduler.TimingSamples;
import io.fleetfoot.service.scheduler.Transactions;
import io.fleetfoot.service.scheduler.TransitionLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Puts together what forecasts rollouts, and lets it tick. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ForecastProperties.class)
class ForecastConfiguration {

  private static final Duration TICK = Duration.ofSeconds(5);

  /**
   * The thread that forecasts, so that no other tick waits; one that comes while it works is lost.
   */
  record ForecastThread(ExecutorService pool) implements AutoCloseable {

    static ForecastThread make() {
      CustomizableThreadFactory threads = new CustomizableThreadFactory("forecast-");
      threads.setDaemon(true);
      return new ForecastThread(
          new ThreadPoolExecutor(
              0,
              1,
              1,
              TimeUnit.MINUTES,
              new SynchronousQueue<>(),
              threads,
              new ThreadPoolExecutor.DiscardPolicy()));
    }

    @Override
    public void close() {
      pool.shutdownNow();
    }
  }

  @Bean
  RolloutForecasts rolloutForecasts(
      RolloutRepository rollouts,
      RebootRepository reboots,
      HostDownTimes downTimes,
      TimingSamples samples) {
    return new RolloutForecasts(rollouts, reboots, downTimes, samples);
  }

  @Bean
  LiveForecasts liveForecasts(
      ForecastRepository kept,
      RolloutForecasts forecasts,
      RolloutRepository rollouts,
      TransitionLog transitions,
      Transactions transactions,
      FleetMeters meters,
      InstantSource clock,
      ForecastProperties properties) {
    return new LiveForecasts(
        kept, forecasts, rollouts, transitions, transactions, meters, clock, properties.every());
  }

  @Bean
  ForecastThread forecastThread() {
    return ForecastThread.make();
  }

  @Bean
  SchedulingConfigurer forecasting(LiveForecasts forecasts, ForecastThread thread) {
    return tasks -> tasks.addFixedDelayTask(() -> thread.pool().execute(forecasts::tick), TICK);
  }
}
