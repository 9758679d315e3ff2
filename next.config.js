/** @type {import('next').NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Old writers POST /events/ with a slash, and do not follow a 308.
  skipTrailingSlashRedirect: true,
  serverExternalPackages: ["ioredis", "lmdb", "systeminformation", "pino"],
};

export default config;
