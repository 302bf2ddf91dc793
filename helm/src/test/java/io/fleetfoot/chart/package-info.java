/** Tests of the chart as Helm, Prometheus, Grafana and a real kube-apiserver see it. */
@NullMarked
package io.fleetfoot.chart;

import org.jspecify.annotations.NullMarked;
