// Makes the first ten calls of the story with the generated types against a running platform.
// The environment variable STORY has addresses, tokens and people; the program prints the ids of the new records.
import createClient from "openapi-fetch";
import type { components as CensusTypes, paths as Census } from "../src/api/census";
import type { paths as Organizations } from "../src/api/organizations";
import type { paths as Training } from "../src/api/training";

type Json = "application/json" | "application/problem+json";

declare const process: { env: Record<string, string | undefined> };

const story = JSON.parse(process.env["STORY"] ?? "{}") as {
    gateway: string;
    officer: string;
    member: string;
    planner: string;
    community: string;
    county: string;
    volunteer: { name: string; telephone: string; citizenId: string };
    mother: CensusTypes["schemas"]["ResidentEntry"];
    today: string;
    visitedAt: string;
};

const as = (token: string) => ({ baseUrl: story.gateway, headers: { Authorization: `Bearer ${token}` } });
const organizations = createClient<Organizations, Json>(as(story.officer));
const census = createClient<Census, Json>(as(story.member));
const training = createClient<Training, Json>(as(story.planner));
const once = () => ({ "Idempotency-Key": crypto.randomUUID() });

function must<T>(answer: { data?: T; error?: unknown; response: Response }): T {
    if (answer.data === undefined) {
        throw new Error(`${answer.response.url}: ${answer.response.status} ${JSON.stringify(answer.error)}`);
    }
    return answer.data;
}

const community = must(
    await organizations.GET("/organizations/v1/divisions/by-code/{code}", {
        params: { path: { code: story.community } },
    }),
);
const county = must(
    await organizations.GET("/organizations/v1/divisions/by-code/{code}", { params: { path: { code: story.county } } }),
);
const volunteer = must(
    await organizations.POST("/organizations/v1/people", { params: { header: once() }, body: story.volunteer }),
);
const appointment = must(
    await organizations.POST("/organizations/v1/appointments", {
        params: { header: once() },
        body: { personId: volunteer.id, post: "volunteer", divisionId: community.id },
    }),
);
const household = must(
    await census.POST("/census/v1/households", {
        params: { header: once() },
        body: { divisionId: community.id, address: "东关街12号", type: "family", residents: [story.mother] },
    }),
);
const mother = household.residents[0]?.id ?? "";
const visit = must(
    await census.POST("/census/v1/visits", {
        params: { header: once() },
        body: { householdId: household.id, kind: "visit", visitedAt: story.visitedAt, diary: "希望白天上班" },
    }),
);
const need = must(
    await census.POST("/census/v1/needs", {
        params: { header: once() },
        body: { residentId: mother, visitId: visit.id, kind: "work", skills: ["domestic-service"], consent: true },
    }),
);
// Training gets the need by an event.
let waiting = false;
for (let tries = 0; tries < 300 && !waiting; tries++) {
    const learners = must(
        await training.GET("/training/v1/learners", { params: { query: { state: ["waiting"], limit: 500 } } }),
    );
    waiting = learners.items.some((learner) => learner.personId === mother);
    await new Promise((next) => setTimeout(next, 200));
}
const held = must(
    await training.POST("/training/v1/classes", {
        params: { header: once() },
        body: {
            course: "domestic-service",
            divisionId: county.id,
            name: "家政服务班",
            startsOn: story.today,
            endsOn: story.today,
            capacity: 20,
            passMark: 60,
            attendanceRequired: 0.8,
            lessons: [{ day: story.today, from: "09:00", to: "10:30" }],
        },
    }),
);
const enrolment = must(
    await training.POST("/training/v1/classes/{id}/enrolments", {
        params: { path: { id: held.id }, header: once() },
        body: { personId: mother },
    }),
);
console.log(JSON.stringify({ appointment: appointment.id, need: need.id, waiting, enrolment: enrolment.id }));
