/**
 * Roles that the application has in the database, beside the master user. charts/artist-base/files/database-roles.sql
 * grants their privileges; a test compares its names and those of the templates with these.
 */
export const databaseRoles = ["migrator", "app", "readonly"] as const;
