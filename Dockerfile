# One instance of Jari (the default command); by other commands it prepares a database or makes secrets: see docker-compose.yml.
FROM node:24-bookworm-slim
WORKDIR /jari
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --ignore-scripts
COPY . .
RUN npx prisma generate --no-hints && node scripts/build.ts && chown -R node:node .next
ENV NODE_ENV=production
USER node
EXPOSE 3000
# Node itself, not npm: signals reach it, and it drains.
CMD ["node", "server/main.ts"]
