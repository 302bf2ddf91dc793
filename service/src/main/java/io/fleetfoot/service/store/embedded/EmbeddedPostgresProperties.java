package io.fleetfoot.service.store.embedded;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The PostgreSQL that the service starts when no {@code spring.datasource.url} is configured; it
 * lies in {@code postgres} under {@code fleetfoot.home}.
 *
 * @param user who it runs as when the service is root, since PostgreSQL refuses root
 * @param startDeadline how long a start may take, recovery after a crash included
 * @param stopDeadline how long a fast shutdown may take before an immediate one follows
 */
@ConfigurationProperties("fleetfoot.postgres")
record EmbeddedPostgresProperties(
    @DefaultValue("nobody") String user,
    @DefaultValue("5m") Duration startDeadline,
    @DefaultValue("30s") Duration stopDeadline) {}
