// Ten ordinary uses of the four documents, which must compile.
import createClient from "openapi-fetch";
import type { paths as Census } from "../src/api/census";
import type { paths as Jobs } from "../src/api/jobs";
import type { components, paths as Organizations } from "../src/api/organizations";
import type { paths as Training } from "../src/api/training";

// An answer as an object, not as a file.
type Json = "application/json" | "application/problem+json";

const organizations = createClient<Organizations, Json>();
const census = createClient<Census, Json>();
const training = createClient<Training, Json>();
const jobs = createClient<Jobs, Json>();
type NewAppointment = components["schemas"]["StartAppointmentRequest"];
const once = () => ({ "Idempotency-Key": crypto.randomUUID() });

/** 1. A page of a list: filtered, sorted, with the members of its items. */
export async function namesOfMembers(id: string): Promise<string[]> {
    const { data } = await organizations.GET("/organizations/v1/organizations/{id}/members", {
        params: { path: { id }, query: { role: ["ordinary-member"], sort: "-validFrom", limit: 100 } },
    });
    return data?.items.map((member) => member.name) ?? [];
}

/** 2. All pages, by the cursor. */
export async function* everyHousehold() {
    let cursor: string | undefined;
    do {
        const { data } = await census.GET("/census/v1/households", { params: { query: { cursor } } });
        yield* data?.items ?? [];
        cursor = data?.next ?? undefined;
    } while (cursor);
}

/** 3. A new record; the answer has its id. */
export async function registerPerson(name: string): Promise<string | undefined> {
    const { data } = await organizations.POST("/organizations/v1/people", {
        params: { header: once() },
        body: { name },
    });
    return data?.id;
}

/** 4. A change with the ETag of the last read. */
export async function renameAlliance(id: string, name: string, etag: string): Promise<boolean> {
    const { response } = await organizations.PUT("/organizations/v1/alliances/{id}", {
        params: { path: { id }, header: { "If-Match": etag } },
        body: { name },
    });
    return response.ok;
}

/** 5. A failure has a code, and a pointer for each bad field. */
export async function faultsOfAppointment(personId: string, post: NewAppointment["post"]): Promise<string[]> {
    const { error } = await organizations.POST("/organizations/v1/appointments", {
        params: { header: once() },
        body: { personId, post },
    });
    return error ? [error.code, ...(error.errors ?? []).map((field) => `${field.pointer} ${field.code}`)] : [];
}

/** 6. A household with its residents. */
export async function registerHousehold(divisionId: string) {
    const { data } = await census.POST("/census/v1/households", {
        params: { header: once() },
        body: {
            divisionId,
            address: "1",
            type: "family",
            residents: [{ name: "王芳", relation: "0", sex: "2", birthDate: "1990-01-31", employment: "jobless" }],
        },
    });
    return data?.residents.map((resident) => resident.id);
}

/** 7. A visit with its kind. */
export async function recordVisit(householdId: string): Promise<number | undefined> {
    const { data } = await census.POST("/census/v1/visits", {
        params: { header: once() },
        body: { householdId, kind: "visit", visitedAt: new Date().toISOString(), diary: "一切安好" },
    });
    return data?.version;
}

/** 8. Classes with places left, as a file. */
export async function classesAsFile(): Promise<Blob | undefined> {
    const { data } = await training.GET("/training/v1/classes", {
        params: { query: { open: true, format: "csv" } },
        parseAs: "blob",
    });
    return data;
}

/** 9. Open postings that ask for one of several skills, by words. */
export async function searchPostings(words: string, skills: string[]): Promise<number[]> {
    const { data } = await jobs.GET("/jobs/v1/postings", { params: { query: { q: words, skills } } });
    return data?.items.map((posting) => posting.wageFrom) ?? [];
}

/** 10. The words of a service's codes, in both languages. */
export async function wordsOfCodes(name: string): Promise<Map<string, string>> {
    const { data } = await jobs.GET("/jobs/v1/code-tables", { params: { query: { name: [name] } } });
    return new Map(data?.items[0]?.codes.map((code) => [code.value, `${code.zh} ${code.en}`]));
}
