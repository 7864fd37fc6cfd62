// Written by npm run api, from docs/openapi-service.json.

export interface paths {
    "/service/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A token for a user who has logged in to the merchant's own back end */
        post: operations["issueToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/service/contracts/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A user's contracts, newest first */
        post: operations["searchContracts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/service/contracts/{outContractCode}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A contract by its code */
        get: operations["getContract"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/service/contracts/{outContractCode}/terminate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a contract */
        post: operations["terminateContract"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/service/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Contracts that have changed since a cursor, each at least once */
        get: operations["listChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/service/doubtful": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Contracts in force that the last query did not confirm */
        get: operations["listDoubtful"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/service/contracts/{outContractCode}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say of a contract in doubt whether it is in force */
        post: operations["resolveDoubtful"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/service/unassigned": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Contracts of which nothing says whose they are */
        get: operations["listUnassigned"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/service/contracts/{outContractCode}/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say whose a contract is */
        post: operations["assignContract"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/service/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events that the merchant has not taken, the dead first */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/service/events/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send dead events again */
        post: operations["retryEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/service/users/forget": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Forget a user who has no contract in force */
        post: operations["forgetUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        ErrorResponse: {
            error: {
                /** @enum {string} */
                code: "invalid_request" | "invalid_json" | "merchant_required" | "merchant_unknown" | "invalid_code" | "unauthorized" | "login_blocked" | "forbidden" | "login_elsewhere" | "not_found" | "method_not_allowed" | "already_signed" | "not_signed" | "contract_in_force" | "signing_under_way" | "not_doubtful" | "not_theirs" | "body_too_large" | "unsupported_media_type" | "rate_limited" | "body_already_read" | "internal" | "wechatpay_refused" | "wechatpay_unverified" | "login_refused" | "login_misconfigured" | "not_running" | "login_unavailable" | "busy" | "wechatpay_unavailable" | "server_clock_wrong" | "wechat_unavailable" | "storage_unavailable" | "wechatpay_timeout" | "wechat_timeout";
                message: string;
                requestId: string;
                details?: {
                    [key: string]: unknown;
                };
            };
        };
        ServiceContract: {
            /** @example 4e1f0c5d8a7b4f6e9c2d1a0b3c4d5e6f */
            outContractCode: string;
            contractId: string;
            /** @enum {string} */
            status: "signed" | "terminated";
            serviceId: number;
            displayAccount: string;
            /**
             * Format: date-time
             * @example 2026-11-23T08:00:00.000Z
             */
            signedAt: string;
            /**
             * Format: date-time
             * @example 2026-11-23T08:00:00.000Z
             */
            terminatedAt?: string;
            terminationMode?: string;
            subMchid: string;
            appId: string;
            openid: string;
            reference?: string;
            /** @constant */
            doubtful?: true;
            /** @example 4e1f0c5d8a7b4f6e9c2d1a0b3c4d5e6f */
            duplicateOf?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    issueToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The app of the openid */
                    appId: string;
                    openid: string;
                    /** @description Needed where the app has several sub-merchants */
                    subMchid?: string;
                    /** @description The merchant's own name for the user or the order; comes back in events */
                    reference?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        token: string;
                        expiresIn: number;
                    };
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    searchContracts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The app of the openid */
                    appId: string;
                    openid: string;
                    /** @description Needed where the app has several sub-merchants */
                    subMchid?: string;
                    /** @default 20 */
                    limit?: number;
                    /** @example 4e1f0c5d8a7b4f6e9c2d1a0b3c4d5e6f */
                    before?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        contracts: components["schemas"]["ServiceContract"][];
                        /** @example 4e1f0c5d8a7b4f6e9c2d1a0b3c4d5e6f */
                        next?: string;
                    };
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    getContract: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                outContractCode: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceContract"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    terminateContract: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                outContractCode: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    remark: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceContract"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    listChanges: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changes: components["schemas"]["ServiceContract"][];
                        cursor: string;
                        more: boolean;
                    };
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    listDoubtful: {
        parameters: {
            query?: {
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        contracts: {
                            contract: components["schemas"]["ServiceContract"];
                            /**
                             * Format: date-time
                             * @example 2026-11-23T08:00:00.000Z
                             */
                            queriedAt: string;
                            answer?: string;
                        }[];
                        more: boolean;
                    };
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    resolveDoubtful: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                outContractCode: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    as: "signed" | "ended";
                    reason: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceContract"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    listUnassigned: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        contracts: {
                            [key: string]: unknown;
                        }[];
                    };
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    assignContract: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                outContractCode: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The app of the openid */
                    appId: string;
                    openid: string;
                    /** @description Needed where the app has several sub-merchants */
                    subMchid?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceContract"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                state?: "dead" | "waiting";
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        events: {
                            /** @example 4e1f0c5d8a7b4f6e9c2d1a0b3c4d5e6f */
                            outContractCode: string;
                            /** @enum {string} */
                            type: "contract.signed" | "contract.terminated";
                            /** @enum {string} */
                            state: "dead" | "waiting";
                            /**
                             * Format: date-time
                             * @example 2026-11-23T08:00:00.000Z
                             */
                            since: string;
                            attempts: number;
                            lastError?: string;
                            /**
                             * Format: date-time
                             * @example 2026-11-23T08:00:00.000Z
                             */
                            nextTryAt?: string;
                        }[];
                        more: boolean;
                    };
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    retryEvents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    outContractCodes?: string[];
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        retried: {
                            /** @example 4e1f0c5d8a7b4f6e9c2d1a0b3c4d5e6f */
                            outContractCode: string;
                            /** @enum {string} */
                            type: "contract.signed" | "contract.terminated";
                        }[];
                    };
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    forgetUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The app of the openid */
                    appId: string;
                    openid: string;
                    /** @description Needed where the app has several sub-merchants */
                    subMchid?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        contracts: number;
                    };
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
}
