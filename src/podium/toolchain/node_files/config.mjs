// The configuration that Podium hands to the Prisma CLI: the project's own, with the database that Podium chose.
export default JSON.parse(process.env.PODIUM_PRISMA_CONFIG);
