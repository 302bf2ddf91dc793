package io.fleetfoot.service.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.simple.JdbcClient;

class EmbeddedPostgresConfigurationIT {

  @TempDir Path home;

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withUserConfiguration(EmbeddedPostgresConfiguration.class)
          .withConfiguration(
              AutoConfigurations.of(
                  DataSourceAutoConfiguration.class,
                  JdbcTemplateAutoConfiguration.class,
                  JdbcClientAutoConfiguration.class));

  @Test
  void startsNothingWhereADatasourceIsConfigured() {
    runner
        .withPropertyValues(
            "fleetfoot.home=" + home, "spring.datasource.url=jdbc:postgresql://192.0.2.1/fleetfoot")
        .run(
            context ->
                assertThat(context)
                    .hasSingleBean(DataSource.class)
                    .doesNotHaveBean(EmbeddedPostgres.class));
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void failsTheStartWithWhatToDoAboutIt() {
    runner
        .withPropertyValues("fleetfoot.home=/proc/no-such-place")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("set fleetfoot.home to a directory"));
  }

  @Test
  void givesThePoolADatabaseAndEndsItWithTheService() {
    runner
        .withPropertyValues("fleetfoot.home=" + home, "spring.datasource.url=")
        .run(
            context ->
                assertThat(
                        context
                            .getBean(JdbcClient.class)
                            .sql("SELECT current_user || ' in ' || current_database()")
                            .query(String.class)
                            .single())
                    .isEqualTo("fleetfoot in fleetfoot"));

    assertThat(new Orphans(home.resolve("postgres/data")).running()).isEmpty();
  }
}
