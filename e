{"error":{"code":"payment_unavailable","message":"결제 시스템이 잠시 바쁩니다. 자리는 02:21까지 잡아 두었으니 02:11:17 이후 `healthcenter pay A6N7-FPJB-S`로 결제해 주세요.","retryAt":"2026-11-25T17:11:16.335Z"}}
