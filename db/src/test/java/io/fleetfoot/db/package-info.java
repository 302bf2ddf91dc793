/** The migrations on a real PostgreSQL. */
package io.fleetfoot.db;
