package engine

// LoginTenant is the tenant of all logins: the desk has one.
const LoginTenant = "desk"
